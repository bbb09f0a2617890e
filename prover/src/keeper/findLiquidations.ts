import type { Address } from 'viem';
import { readStakeAccount } from '../stake/readStakeAccount.js';
import type { StakeKind } from '../stake/StakeAccount.js';
import type { KeeperTask } from './KeeperTask.js';
import type { KeeperView } from './KeeperView.js';
import { mapLimited } from './mapLimited.js';

const CALLS_AT_ONCE = 16;

/** The active accounts whose stake doesn't meet their requirement any more, and the inactive ones whose grace is over. */
export async function findLiquidations(view: KeeperView, now: number): Promise<KeeperTask[]> {
  const found: KeeperTask[] = [];
  for (const kind of ['provider', 'watcher'] as const) {
    const accounts = await view.accounts(kind);
    found.push(...(await mapLimited(accounts, CALLS_AT_ONCE, (account) => judge(view, kind, account, now))).flat());
  }
  return found;
}

async function judge(view: KeeperView, accountKind: StakeKind, account: Address, now: number): Promise<KeeperTask[]> {
  const { publicClient, registry } = view;
  const { status, stake, unbonding, requirement, graceEndsAt } = await readStakeAccount({
    publicClient,
    stakeRegistry: registry.address,
    kind: accountKind,
    address: account,
  });
  if (status === 'active' && stake - unbonding < requirement) return [{ kind: 'enforce', accountKind, account }];
  if (status === 'inactive' && now >= graceEndsAt) return [{ kind: 'liquidate', accountKind, account }];
  return [];
}
