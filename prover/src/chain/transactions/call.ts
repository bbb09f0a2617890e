import type { Abi, Address, ContractFunctionArgs, ContractFunctionName } from 'viem';

/** How a transaction is sent, and how long it is followed. */
export type SendOptions = {
  /**
   * The most to pay per unit of gas, base fee and tip together, in wei. Whatever it is, no replacement pays more than four times what
   * the chain asks for at that moment: one that isn't mined for another reason than its fees doesn't grow without end.
   */
  maxFeePerGasWei?: bigint | undefined;
  /** How long to wait until it is mined; three minutes if left out. */
  timeoutMs?: number | undefined;
  /** After so long without being mined it is replaced by one with higher fees; 45 seconds if left out. */
  replaceAfterMs?: number | undefined;
  /** Ends the waiting. What is sent stays sent. */
  signal?: AbortSignal | undefined;
};

/** A call of a contract that changes something. Made by {@link contractCall}, which checks its types. */
export type ContractCall = {
  address: Address;
  abi: Abi;
  functionName: string;
  args: readonly unknown[];
  valueWei?: bigint;
};

type Writing = 'nonpayable' | 'payable';

/** A call of a contract, with arguments that fit the function. */
export function contractCall<const abi extends Abi, Name extends ContractFunctionName<abi, Writing>>(
  contract: { address: Address; abi: abi },
  functionName: Name,
  args: ContractFunctionArgs<abi, Writing, Name> & readonly unknown[],
  valueWei?: bigint,
): ContractCall {
  return { ...contract, functionName, args, ...(valueWei === undefined ? {} : { valueWei }) };
}
