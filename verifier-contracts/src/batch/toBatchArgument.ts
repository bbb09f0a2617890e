import type { Address } from 'viem';

/** A batch as the prover's execution gives it. */
export type BatchData = {
  newRoot: bigint;
  /** Unix seconds. */
  now: number;
  salt: bigint;
  opens: readonly { ownerX: bigint; ownerY: bigint; terms: bigint; amount: bigint }[];
  serials: readonly number[];
  leaves: readonly bigint[];
  maskedWords: readonly bigint[];
  withdrawals: readonly { amount: bigint; recipient: Address }[];
};

/** The second argument of `submitBatch`, as viem encodes it. */
export type BatchArgument = Omit<BatchData, 'now'> & { oldRoot: bigint; now_: number };

/**
 * Makes the contract's batch from an executed one: `args: [BigInt(shape.id), toBatchArgument(executed), proof]`.
 *
 * @example
 * import { rollupAbi, toBatchArgument } from '@tallystick/verifier-contracts';
 *
 * const args = [BigInt(executed.shape.id), toBatchArgument(executed), proof] as const;
 * await walletClient.writeContract({ address: rollup, abi: rollupAbi, functionName: 'submitOwnBatch', args });
 */
export function toBatchArgument({ oldRoot, data }: { oldRoot: bigint; data: BatchData }): BatchArgument {
  const { now, ...rest } = data;
  return { oldRoot, ...rest, now_: now };
}
