import type { ChainReader } from './ChainClients.js';
import { chooseFees, type TransactionFees } from './chooseFees.js';
import type { SendOptions } from './SendOptions.js';

export type ReadFeesParameters = Pick<SendOptions, 'maxFeePerGasWei'> & {
  publicClient: ChainReader;
  /** The transaction to replace. */
  replaced?: TransactionFees | undefined;
  /** Whether a node has just said that the replaced one pays too little. */
  wasTooCheap?: boolean | undefined;
};

/** No replacement pays more than so many times what the chain asks for. */
const MOST_TIMES_MARKET = 4n;

/**
 * The fees that a transaction should have at this moment.
 *
 * @returns `legacy` on a chain without EIP-1559; undefined when the highest fee doesn't allow the transaction or its replacement
 */
export async function readFees(parameters: ReadFeesParameters): Promise<TransactionFees | 'legacy' | undefined> {
  const { publicClient, maxFeePerGasWei, replaced, wasTooCheap = false } = parameters;
  const { baseFeePerGas } = await publicClient.getBlock();
  if (baseFeePerGas === null) return 'legacy';
  const priorityFeePerGas = await publicClient.estimateMaxPriorityFeePerGas();
  const market = { baseFeePerGas, priorityFeePerGas };
  const highest = MOST_TIMES_MARKET * (2n * baseFeePerGas + priorityFeePerGas);
  const most = maxFeePerGasWei !== undefined && maxFeePerGasWei < highest ? maxFeePerGasWei : highest;
  return chooseFees({ market, cap: { maxFeePerGas: most, maxPriorityFeePerGas: most }, replaced, wasTooCheap });
}
