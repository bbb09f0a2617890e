import type { Address } from 'viem';
import { COMMITTEE_SIZE } from '../uptime/COMMITTEE_SIZE.js';
import type { KeeperTask } from './KeeperTask.js';
import type { KeeperView } from './KeeperView.js';
import { mapLimited } from './mapLimited.js';

const CALLS_AT_ONCE = 16;

/** The providers that owed a proof of an epoch and gave none in time. */
export async function findSilentProviders(view: KeeperView, epoch: number, now: number): Promise<KeeperTask[]> {
  const { proofUntil, slashUntil } = await view.timesOf(epoch);
  if (now < proofUntil || now >= slashUntil || view.isFinal(`silent:${epoch}`, now)) return [];
  const drawn = (await view.drawnWatchers(epoch)) >= COMMITTEE_SIZE;
  const providers = drawn ? await view.accounts('provider') : [];
  const silent = await mapLimited(providers, CALLS_AT_ONCE, (provider) => isSilent(view, provider, epoch));
  const tasks = providers.flatMap((provider, i): KeeperTask[] =>
    silent[i] === true ? [{ kind: 'slash-silent', epoch, provider }] : [],
  );
  // No proof comes any more, and who registers now owes nothing for the past.
  view.note(`silent:${epoch}`, tasks.length === 0, now);
  return tasks;
}

async function isSilent({ publicClient, court, registry }: KeeperView, provider: Address, epoch: number) {
  const args = [provider, epoch] as const;
  const promised = await publicClient.readContract({ ...registry, functionName: 'promiseAt', args });
  if (promised === 0) return false;
  if (await publicClient.readContract({ ...court, functionName: 'isSettled', args })) return false;
  const { isVoid } = await publicClient.readContract({ ...court, functionName: 'committeeOf', args });
  return !isVoid;
}
