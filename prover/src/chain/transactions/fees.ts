import type { ChainReader } from '../ChainClients.js';
import type { SendOptions } from './call.js';

/** What a transaction pays at most per unit of gas, after EIP-1559, in wei. */
export type TransactionFees = { maxFeePerGas: bigint; maxPriorityFeePerGas: bigint };

export type ChooseFeesParameters = {
  /** Of the chain at this moment, in wei per unit of gas. */
  market: { baseFeePerGas: bigint; priorityFeePerGas: bigint };
  /** The most to pay per unit of gas, all in all, and the highest tip for a first attempt. */
  cap: { maxFeePerGas: bigint; maxPriorityFeePerGas: bigint };
  /** The dearest transaction with the same nonce, which this one is to replace. */
  replaced?: TransactionFees | undefined;
  /** Whether a node has just said that the replaced one was too cheap: something unknown pays more, and small steps take long. */
  wasTooCheap?: boolean;
};

const max = (a: bigint, b: bigint) => (a > b ? a : b);
const min = (a: bigint, b: bigint) => (a < b ? a : b);

/**
 * Fees of a transaction after EIP-1559: twice the base fee, which so may rise for five full blocks, and the usual tip. A replacement pays
 * in both fees as much more as nodes ask for.
 *
 * @returns undefined when the cap doesn't allow it: the base fee is above it, or the replaced transaction is too close to it
 */
export function chooseFees(parameters: ChooseFeesParameters): TransactionFees | undefined {
  const { market, cap } = parameters;
  const priority = priorityOf(parameters);
  const wanted = 2n * market.baseFeePerGas + priority;
  const least = lowestFeePerGas(parameters);
  if (least > cap.maxFeePerGas) return undefined;
  const maxFeePerGas = min(max(wanted, least), cap.maxFeePerGas);
  return { maxFeePerGas, maxPriorityFeePerGas: min(priority, maxFeePerGas) };
}

/**
 * The lowest highest fee per unit of gas, in wei, with which the transaction would be taken at this moment: the base fee and the tip, or as
 * much more than the replaced transaction as nodes ask for. Above the cap, nothing is sent.
 */
export function lowestFeePerGas(parameters: ChooseFeesParameters): bigint {
  const { market, replaced, wasTooCheap } = parameters;
  if (!replaced) return market.baseFeePerGas + priorityOf(parameters);
  return max(bumped(replaced.maxFeePerGas, wasTooCheap), market.baseFeePerGas);
}

function priorityOf({ market, cap, replaced, wasTooCheap }: ChooseFeesParameters): bigint {
  const tip = min(market.priorityFeePerGas, cap.maxPriorityFeePerGas);
  return replaced ? max(tip, bumped(replaced.maxPriorityFeePerGas, wasTooCheap)) : tip;
}

/** Nodes ask for 10% more in both fees of a replacement, some for 12.5%. */
function bumped(fee: bigint, wasTooCheap = false): bigint {
  return (fee * (wasTooCheap ? 1500n : 1125n)) / 1000n + 1n;
}

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
