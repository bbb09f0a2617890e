import { type Deployment, rollupAbi } from '@tallystick/verifier-contracts';
import type { ChainReader } from '../chain/ChainClients.js';
import type { RebuiltTree } from '../chain/rebuild/rebuildTree.js';
import { rebuildTree } from '../chain/rebuild/rebuildTree.js';
import { recoverAccount } from '../chain/rebuild/recoverAccount.js';
import { toChainError } from '../chain/toChainError.js';
import type { AccountState } from '../core/account/account.js';
import { TallystickError } from '../core/errors/TallystickError.js';
import type { OnProgress } from '../core/progress/ProgressEvent.js';
import type { OwnAccount } from './ownBatch.js';
import { isReorganized } from './submitOwnBatch.js';

export type AccountRecoveryParameters = {
  publicClient: ChainReader;
  deployment: Pick<Deployment, 'rollup' | 'deployedAtBlock'>;
  accounts: readonly OwnAccount[];
};

export type RecoveredOwnAccounts = {
  tree: RebuiltTree;
  /** Those that are in the tree, as they are after its batch. */
  states: Map<number, AccountState>;
  /** Those that are in the tree and don't open with the terms given, and why (account/not-recoverable). */
  unrecoverable: Map<number, TallystickError>;
  /** The time that a next batch may carry at least: the latest block's, in unix seconds. */
  now: number;
  /** Serial of the first account in the contract's queue. */
  firstSerial: number;
};

/**
 * Rebuilds the tree from L1 data up to the latest batch and opens one's own accounts in it, each by itself: terms that aren't an
 * account's don't keep the others from being opened. The tree of an earlier call is gone on with.
 *
 * @throws chain/…; crypto/not-loaded. Nothing is kept of a call that failed.
 */
export type AccountRecovery = (options?: { onProgress?: OnProgress | undefined }) => Promise<RecoveredOwnAccounts>;

/**
 * Keeps the tree from one recovery to the next, so that each reads no more than what was new. One call at a time.
 *
 * @example
 * import { createAccountRecovery } from '@tallystick/prover/escape';
 *
 * const recover = createAccountRecovery({ publicClient, deployment, accounts: [{ serial: 2, terms }] });
 * const { states } = await recover(); // a second call reads only what is new
 * console.log(states.get(2)?.balance);
 */
export function createAccountRecovery(parameters: AccountRecoveryParameters): AccountRecovery {
  const { publicClient: client, deployment, accounts } = parameters;
  let kept: RebuiltTree | undefined;

  async function rebuild(toBatch: bigint, onProgress: OnProgress | undefined): Promise<RebuiltTree> {
    const openings = accounts.map(({ serial }) => ({ serial, batchId: toBatch }));
    const rebuildFrom = (from?: RebuiltTree): Promise<RebuiltTree> =>
      rebuildTree({ client, deployment, toBatch, openings, nodes: from?.nodes, resume: from?.checkpoint, onProgress });
    const from = kept;
    kept = undefined; // a rebuild that fails half way leaves the nodes there
    if (from === undefined) return rebuildFrom();
    return rebuildFrom(from).catch((error: unknown) => {
      if (!isReorganized(error)) throw error;
      return rebuildFrom();
    });
  }

  return async ({ onProgress } = {}) => {
    const { batchId, now, firstSerial } = await readState(parameters);
    const tree = await rebuild(batchId, onProgress);
    const states = new Map<number, AccountState>();
    const unrecoverable = new Map<number, TallystickError>();
    for (const [i, { serial, terms }] of accounts.entries()) {
      const opening = tree.openings[i];
      try {
        const state = opening === undefined ? undefined : recoverAccount(opening, terms);
        if (state !== undefined) states.set(serial, state);
      } catch (error) {
        if (!(error instanceof TallystickError && error.code === 'account/not-recoverable')) throw error;
        unrecoverable.set(serial, error);
      }
    }
    kept = tree;
    return { tree, states, unrecoverable, now, firstSerial };
  };
}

/** The present batch, the time that a batch may carry, and where the queue starts. */
async function readState({ publicClient, deployment }: AccountRecoveryParameters) {
  try {
    const { number: blockNumber, timestamp } = await publicClient.getBlock();
    const at = { address: deployment.rollup, abi: rollupAbi, blockNumber } as const;
    const [[batchId, , lastNow], [firstSerial]] = await Promise.all([
      publicClient.readContract({ ...at, functionName: 'latest' }),
      publicClient.readContract({ ...at, functionName: 'queue' }),
    ]);
    return { batchId, now: Math.max(Number(timestamp), lastNow), firstSerial };
  } catch (error) {
    throw toChainError(error, "reading the rollup's state");
  }
}
