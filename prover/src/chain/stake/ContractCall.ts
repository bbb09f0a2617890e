import { stakeRegistryAbi, uptimeCourtAbi } from '@tallystick/verifier-contracts';
import type { Abi, Address, ContractFunctionArgs, ContractFunctionName } from 'viem';
import type { ContractCall } from '../transactions/call.js';

type Writing = 'nonpayable' | 'payable';
type RegistryFunction = ContractFunctionName<typeof stakeRegistryAbi, Writing>;
type CourtFunction = ContractFunctionName<typeof uptimeCourtAbi, Writing>;

/** The court calls the registry, whose errors pass through it. */
const courtAbi: Abi = [...uptimeCourtAbi, ...stakeRegistryAbi.filter(({ type }) => type === 'error')];

/** A call of the stake registry. */
export function registryCall<const Name extends RegistryFunction>(
  address: Address,
  functionName: Name,
  args: ContractFunctionArgs<typeof stakeRegistryAbi, Writing, Name> & readonly unknown[],
): ContractCall {
  return { address, abi: stakeRegistryAbi, functionName, args };
}

/** A call of the uptime court. */
export function courtCall<const Name extends CourtFunction>(
  address: Address,
  functionName: Name,
  args: ContractFunctionArgs<typeof uptimeCourtAbi, Writing, Name> & readonly unknown[],
  valueWei?: bigint,
): ContractCall {
  return { address, abi: courtAbi, functionName, args, ...(valueWei === undefined ? {} : { valueWei }) };
}
