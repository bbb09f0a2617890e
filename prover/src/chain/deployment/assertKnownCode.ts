import { isCodeOf, type KnownContract } from '@tallystick/verifier-contracts';
import type { Address } from 'viem';
import type { ChainReader } from '../ChainClients.js';
import { chainError } from '../chainErrors.js';
import { throwChainError } from '../toChainError.js';
import { differs } from './differs.js';

export type KnownCodeQuestion = {
  publicClient: ChainReader;
  contract: KnownContract;
  address: Address;
  /** Of the deployment, for the error. */
  field: string;
};

/**
 * Whether the code at an address is that of this version's contract.
 *
 * @throws chain/deployment-differs where there is no code at all; chain/unreachable, chain/call-failed
 */
export async function hasKnownCode({ publicClient, contract, address, field }: KnownCodeQuestion): Promise<boolean> {
  const code = await publicClient.getCode({ address }).catch(throwChainError(`reading the code of ${field}`));
  if (code === undefined) throw differs(field, address, 'the address of a contract');
  return isCodeOf(contract, code);
}

/**
 * Makes sure that the code at an address is that of this version's contract: what foreign code answers proves nothing.
 *
 * @throws chain/foreign-code, and as {@link hasKnownCode}
 */
export async function assertKnownCode(question: KnownCodeQuestion): Promise<void> {
  if (await hasKnownCode(question)) return;
  const { field, address, contract } = question;
  throw chainError('chain/foreign-code', {
    message: `At ${address} lies other code than this version's ${contract}`,
    facts: { field, given: address, expected: `the code of this version's ${contract}` },
  });
}
