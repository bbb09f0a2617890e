import { rollupAbi, toBatchArgument, toRegisteredSizes } from '@tallystick/verifier-contracts';
import { type Address, type Hash, type Hex, parseEventLogs, zeroAddress } from 'viem';
import type { ExecutedBatch } from '../batch/steps.js';
import type { ChainClients, ChainReader } from '../chain/ChainClients.js';
import { chainError } from '../chain/chainErrors.js';
import { type BlockRange, readInParts } from '../chain/rebuild/readInParts.js';
import { eventsMissing } from '../chain/rebuild/rebuildTree.js';
import { isShapeRegistered, shapeOfCall } from '../chain/registeredShape.js';
import { throwChainError, toChainError } from '../chain/toChainError.js';
import { contractCall } from '../chain/transactions/call.js';
import { sendCall } from '../chain/transactions/sendCall.js';
import { TallystickError } from '../core/errors/TallystickError.js';
import type { Shape } from '../core/shape.js';
import { escapeError } from './escapeErrors.js';

export type SubmitOwnBatchParameters = ChainClients & { rollup: Address; executed: ExecutedBatch; proof: Hex };

export type SubmittedOwnBatch = { batchId: bigint; transactionHash: Hash; blockNumber: bigint; gasUsed: bigint };

/**
 * Submits a proved batch of one's own.
 *
 * @throws chain/reverted (NoReservation, SlotReservedByAnother, OperatorsTurn, StaleRoot, …) and what else `sendCall` throws
 *
 * @example
 * import { submitOwnBatch } from '@tallystick/prover/escape';
 * import { createProver, loadArtifacts } from '@tallystick/prover/proving';
 *
 * const prover = await createProver();
 * const { proof } = await prover.proveBatch(await loadArtifacts({ shape: 'tiny', chainId }), executed);
 * const { batchId } = await submitOwnBatch({ publicClient, walletClient, rollup, executed, proof });
 */
export async function submitOwnBatch(parameters: SubmitOwnBatchParameters): Promise<SubmittedOwnBatch> {
  const { publicClient, walletClient, rollup, executed, proof } = parameters;
  const args = [BigInt(executed.shape.id), toBatchArgument(executed), proof] as const;
  const call = contractCall({ address: rollup, abi: rollupAbi }, 'submitOwnBatch', args);
  const { receipt, ...sent } = await sendCall({ publicClient, walletClient }, 'submitting the batch', call);
  const [made] = parseEventLogs({ abi: rollupAbi, eventName: 'SelfMadeBatch', logs: receipt.logs });
  if (made === undefined) throw chainError('chain/no-rollup', { facts: { field: 'rollup', given: rollup } });
  return { batchId: made.args.batchId, ...sent };
}

/** Whether the batch was right when it was made, and something happened before it was submitted. */
export function isOvertaken(error: unknown): boolean {
  if (!(error instanceof TallystickError)) return false;
  if (error.code === 'chain/transaction-failed') return true;
  const name = error.facts.error;
  return error.code === 'chain/reverted' && OVERTAKEN.has(String(name));
}

const OVERTAKEN = new Set([
  'StaleRoot',
  'NowTooFarOff',
  'NowBeforePrevious',
  'OpenAmountMismatch',
  'OperatorsTurn',
  'SlotReservedByAnother',
  'NoReservation',
]);

const CODES = new Set(['chain/unknown-batch', 'chain/root-mismatch', 'chain/events-missing']);

/**
 * Whether reading the chain failed as it does when blocks give way to others between two reads. An endpoint that leaves events out
 * fails alike, so try again a few times only.
 */
export function isReorganized(error: unknown): boolean {
  if (!(error instanceof TallystickError)) return false;
  if (CODES.has(error.code)) return true;
  return error.code === 'chain/reverted' && error.facts.error === 'UnknownBatch';
}

export type FindOwnBatchParameters = {
  publicClient: ChainReader;
  rollup: Address;
  /** The batch that it would be. */
  batchId: bigint;
  /** The root that it leaves: no other batch leaves the same. */
  newRoot: bigint;
  /** A block before it. */
  fromBlock: bigint;
};

/**
 * Looks whether a batch of one's own is on the chain whose submission nobody answered; undefined while it isn't.
 *
 * @throws chain/unreachable, chain/call-failed, chain/events-missing
 */
export async function findOwnBatch(parameters: FindOwnBatchParameters): Promise<SubmittedOwnBatch | undefined> {
  const { publicClient, rollup, batchId, newRoot, fromBlock } = parameters;
  const action = 'looking for the batch that was submitted';
  const contract = { address: rollup, abi: rollupAbi } as const;
  try {
    const toBlock = await publicClient.getBlockNumber({ cacheTime: 0 });
    const at = { ...contract, blockNumber: toBlock } as const;
    const [latest] = await publicClient.readContract({ ...at, functionName: 'latest' });
    if (latest < batchId) return undefined;
    const [root] = await publicClient.readContract({ ...at, functionName: 'rootAt', args: [batchId] });
    if (root !== newRoot) return undefined;
    const filter = { ...contract, eventName: 'SelfMadeBatch', args: { batchId }, strict: true } as const;
    const read = (part: BlockRange) => publicClient.getContractEvents({ ...filter, ...part });
    for await (const { logs } of readInParts({ fromBlock, toBlock, action, read })) {
      const [made] = logs;
      if (made === undefined) continue;
      const { transactionHash, blockNumber } = made;
      const { gasUsed } = await publicClient.getTransactionReceipt({ hash: transactionHash });
      return { batchId, transactionHash, blockNumber, gasUsed };
    }
    throw eventsMissing('SelfMadeBatch', { batchId });
  } catch (error) {
    throw toChainError(error, action);
  }
}

/**
 * Checks that the rollup takes batches of a shape, with these sizes.
 *
 * @throws escape/shape-unavailable, chain/unreachable, chain/call-failed
 */
export async function assertShapeRegistered({
  publicClient,
  rollup,
  shape,
}: {
  publicClient: ChainReader;
  rollup: Address;
  shape: Shape;
}): Promise<void> {
  const registered = await publicClient
    .readContract(shapeOfCall(rollup, shape))
    .catch(throwChainError('reading the shape'));
  if (isShapeRegistered(shape, registered)) return;
  const [sizes, verifier] = registered;
  const expected = toRegisteredSizes(shape);
  throw escapeError('escape/shape-unavailable', {
    facts: { field: 'shape', given: shape.name, expected, registered: verifier === zeroAddress ? null : sizes },
  });
}
