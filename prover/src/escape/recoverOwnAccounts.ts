import { type Deployment, rollupAbi } from '@tallystick/verifier-contracts';
import type { AccountState } from '../account/AccountState.js';
import type { ChainReader } from '../chain/ChainClients.js';
import type { RebuiltTree } from '../chain/RebuiltTree.js';
import { rebuildTree } from '../chain/rebuildTree.js';
import { recoverAccount } from '../chain/recoverAccount.js';
import { toChainError } from '../chain/toChainError.js';
import type { OnProgress } from '../progress/ProgressEvent.js';
import type { OwnAccount } from './OwnAccount.js';

export type RecoverOwnAccountsParameters = {
  publicClient: ChainReader;
  deployment: Pick<Deployment, 'rollup' | 'deployedAtBlock'>;
  accounts: readonly OwnAccount[];
  onProgress?: OnProgress | undefined;
};

export type RecoveredOwnAccounts = {
  tree: RebuiltTree;
  /** Those that are in the tree, as they are after its batch. */
  states: Map<number, AccountState>;
  /** The time that a next batch may carry at least: the latest block's, in unix seconds. */
  now: number;
  /** Serial of the first account in the contract's queue. */
  firstSerial: number;
};

/**
 * Rebuilds the tree from L1 data and opens one's own accounts in it.
 *
 * @throws account/not-recoverable, chain/…; crypto/not-loaded
 */
export async function recoverOwnAccounts(parameters: RecoverOwnAccountsParameters): Promise<RecoveredOwnAccounts> {
  const { publicClient, deployment, accounts, onProgress } = parameters;
  const { batchId, now, firstSerial } = await readState(parameters);
  const openings = accounts.map(({ serial }) => ({ serial, batchId }));
  const tree = await rebuildTree({ client: publicClient, deployment, toBatch: batchId, openings, onProgress });
  const states = new Map<number, AccountState>();
  for (const [i, { terms }] of accounts.entries()) {
    const opening = tree.openings[i];
    const state = opening === undefined ? undefined : recoverAccount(opening, terms);
    if (state !== undefined) states.set(state.serial, state);
  }
  return { tree, states, now, firstSerial };
}

/** The present batch, the time that a batch may carry, and where the queue starts. */
async function readState({ publicClient, deployment }: RecoverOwnAccountsParameters) {
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
