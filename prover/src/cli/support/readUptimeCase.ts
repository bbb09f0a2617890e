import { isDevelopmentChain, uptimeCourtAbi } from '@tallystick/verifier-contracts';
import type { Address, PrivateKeyAccount } from 'viem';
import { committeeOf } from '../../chain/stake/committeeOf.js';
import type { Committee } from '../../chain/stake/types.js';
import { toChainError } from '../../chain/toChainError.js';
import type { TallystickError } from '../../core/errors/TallystickError.js';
import { reportStep } from '../../core/progress/reportStep.js';
import { COMMITTEE_SIZE } from '../../statements/uptime/constants.js';
import type { WatchOpening } from '../../statements/uptime/opening.js';
import { placeOpenings } from '../../statements/uptime/proveUptime.js';
import { uptimeError } from '../../statements/uptime/uptimeErrors.js';
import { type CollectedOpenings, collectOpenings } from '../../watcher/asking/collectOpenings.js';
import type { CommandContext } from './CommandContext.js';
import type { FoundCourts } from './findCourts.js';

export type UptimeCaseOptions = { epoch?: number; provider?: Address; submit?: boolean };

/** What is to be proved, and where it came from. */
export type UptimeCase = {
  provider: Address;
  epoch: number;
  roots: readonly bigint[];
  openings: readonly (WatchOpening | undefined)[];
  committee?: readonly Address[];
  failures: CollectedOpenings['failures'];
};

export type UptimeSources = {
  /** Undefined: the files alone. */
  chain: FoundCourts | undefined;
  files: readonly WatchOpening[];
  /** Who asks the watchers where there are no files. */
  wallet: PrivateKeyAccount | undefined;
};

/**
 * Puts together what an uptime proof is of: roots from the court where there is a chain, openings from files, else from the
 * watchers.
 *
 * @throws uptime/out-of-range, uptime/opening-mismatch, uptime/nothing-owed, chain/…
 */
export async function readUptimeCase(
  context: CommandContext,
  options: UptimeCaseOptions,
  { chain, files, wallet }: UptimeSources,
): Promise<UptimeCase> {
  return chain === undefined ? fromFiles(options, files) : fromChain(context, options, { chain, files, wallet });
}

/** Without a chain, the roots are those of the openings: the proof states them, and its verifier has to compare them. */
function fromFiles({ provider, epoch }: UptimeCaseOptions, files: readonly WatchOpening[]): UptimeCase {
  const [first] = files;
  if (first === undefined || files.length > COMMITTEE_SIZE) {
    throw uptimeError('uptime/out-of-range', {
      message: 'Without --deployment and --rpc, openings are needed',
      facts: { field: '--opening', given: files.length, expected: `1 to ${COMMITTEE_SIZE} openings` },
    });
  }
  const openings = Array.from({ length: COMMITTEE_SIZE }, (_, i) => files[i]);
  const roots = openings.map((opening) => opening?.root ?? 0n);
  return { provider: provider ?? first.provider, epoch: epoch ?? first.epoch, roots, openings, failures: [] };
}

async function fromChain(
  { onProgress }: CommandContext,
  options: UptimeCaseOptions,
  {
    chain,
    files,
    wallet,
  }: { chain: FoundCourts; files: readonly WatchOpening[]; wallet: PrivateKeyAccount | undefined },
): Promise<UptimeCase> {
  const { publicClient, deployment, courts } = chain;
  const provider = options.provider ?? files[0]?.provider ?? wallet?.address;
  const epoch = options.epoch ?? files[0]?.epoch;
  if (provider === undefined || epoch === undefined) {
    throw uptimeError('uptime/out-of-range', {
      message: 'Which epoch is to be proved?',
      facts: { field: '--epoch', expected: 'the number of an epoch, or an opening that has it' },
    });
  }
  const committee = await reportStep({ step: 'committee', detail: `epoch ${epoch}`, onProgress }, () =>
    committeeOf({ publicClient, uptimeCourt: courts.uptimeCourt, provider, epoch }),
  );
  await assertOwed(options, chain, committee);
  const members = committee.members.map(({ watcher }) => watcher);
  const roots = committee.members.map(({ root }) => root);
  if (wallet === undefined || files.length > 0) {
    // A struck member's root counts as 0, so its opening is of no use.
    const openings = placeOpenings(files, members).map((opening, i) => (roots[i] === 0n ? undefined : opening));
    return { provider, epoch, roots, openings, committee: members, failures: [] };
  }
  const allowPrivate = isDevelopmentChain(deployment.chainId);
  const collected = await collectOpenings({
    publicClient,
    deployment,
    committee,
    account: wallet,
    allowPrivate,
    onProgress,
  });
  return { provider, epoch, roots, ...collected, committee: members };
}

/** Says before seconds go into a proof that the court won't take it. */
async function assertOwed({ submit }: UptimeCaseOptions, chain: FoundCourts, committee: Committee): Promise<void> {
  const { provider, epoch, drawn, isVoid } = committee;
  const { publicClient, courts } = chain;
  const nothing = (message: string): TallystickError =>
    uptimeError('uptime/nothing-owed', { message, facts: { field: 'epoch', given: epoch, provider } });
  if (!drawn) throw nothing('No committee was drawn for the epoch');
  if (submit !== true) return;
  if (isVoid) throw nothing('Fewer than 3 roots count, so the epoch is void for the provider');
  const call = { address: courts.uptimeCourt, abi: uptimeCourtAbi, functionName: 'isSettled' } as const;
  const settled = await publicClient.readContract({ ...call, args: [provider, epoch] }).catch((error: unknown) => {
    throw toChainError(error, 'reading whether the epoch is settled');
  });
  if (settled) throw nothing("The provider's epoch is proven or slashed already");
}
