import { stakeRegistryAbi } from '@tallystick/verifier-contracts';
import type { Address } from 'viem';
import type { ChainReader } from '../chain/ChainClients.js';
import { toChainError } from '../chain/toChainError.js';
import { kindNumber } from './kindNumber.js';
import type { StakeKind } from './StakeAccount.js';

const PAGE = 500n;

/**
 * Every account of a kind that was ever registered, the first one first.
 *
 * @throws chain/call-failed, chain/unreachable
 */
export async function listAccounts({
  publicClient,
  stakeRegistry,
  kind,
}: {
  publicClient: ChainReader;
  stakeRegistry: Address;
  kind: StakeKind;
}): Promise<Address[]> {
  const accounts: Address[] = [];
  const call = { address: stakeRegistry, abi: stakeRegistryAbi, functionName: 'accountsOf' } as const;
  for (;;) {
    const args = [kindNumber(kind), BigInt(accounts.length), PAGE] as const;
    const page = await publicClient.readContract({ ...call, args }).catch((error: unknown) => {
      throw toChainError(error, `reading the ${kind}s`);
    });
    accounts.push(...page);
    if (BigInt(page.length) < PAGE) return accounts;
  }
}
