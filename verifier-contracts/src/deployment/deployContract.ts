import type { Abi, Address, ContractConstructorArgs, Hex } from 'viem';
import { encodeDeployData, getAddress } from 'viem';
import type { DeploymentClients } from './DeploymentClients.js';
import { sendAndWait } from './sendAndWait.js';

export type DeployContractParameters = { abi: Abi; bytecode: Hex; args: readonly unknown[]; name: string };

/**
 * Creates a contract and waits until it is there.
 *
 * @param clients The deployer's clients.
 * @param parameters.name What it is, for the error.
 * @throws ContractsError `deployment/transaction-failed`, with the constructor's error if it gave one.
 */
export async function deployContract(
  clients: DeploymentClients,
  { abi, bytecode, args, name }: DeployContractParameters,
): Promise<{ address: Address; blockNumber: bigint }> {
  const data = encodeDeployData({ abi, bytecode, args: args as ContractConstructorArgs<Abi> });
  const { contractAddress, blockNumber } = await sendAndWait(clients, {
    abi,
    data,
    what: `creation of ${name}`,
  });
  if (!contractAddress) throw new TypeError(`The receipt of the creation of ${name} names no contract.`);
  return { address: getAddress(contractAddress), blockNumber };
}
