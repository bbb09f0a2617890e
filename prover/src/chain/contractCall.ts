import type { Abi, Address, ContractFunctionArgs, ContractFunctionName } from 'viem';

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
