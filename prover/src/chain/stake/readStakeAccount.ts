import { stakeRegistryAbi, uptimeCourtAbi } from '@tallystick/verifier-contracts';
import type { Address } from 'viem';
import type { ChainReader } from '../ChainClients.js';
import { throwChainError } from '../toChainError.js';
import { assertStakeAddress } from './asserts.js';
import { kindNumber, type StakeAccount, type StakeKind, type StakeStatus } from './types.js';

export type ReadStakeAccountParameters = {
  publicClient: ChainReader;
  stakeRegistry: Address;
  kind: StakeKind;
  address: Address;
};

const STATUSES: readonly StakeStatus[] = ['none', 'active', 'inactive', 'exiting'];

/**
 * Reads an account of the stake registry; one that was never registered has the status `none`.
 *
 * @throws stake/malformed, chain/call-failed, chain/unreachable
 *
 * @example
 * import { readStakeAccount } from '@tallystick/prover/chain';
 *
 * const { status, stake } = await readStakeAccount({ publicClient, stakeRegistry, kind: 'watcher', address: watcher });
 */
export async function readStakeAccount(parameters: ReadStakeAccountParameters): Promise<StakeAccount> {
  const { publicClient, stakeRegistry, kind, address } = parameters;
  assertStakeAddress(address, 'address');
  const args = [kindNumber(kind), address] as const;
  const {
    status,
    unbondingSince: _,
    ...account
  } = await publicClient
    .readContract({ address: stakeRegistry, abi: stakeRegistryAbi, functionName: 'accountOf', args })
    .catch(throwChainError(`reading the ${kind}`));
  return { ...account, kind, address, status: STATUSES[status] ?? 'none' };
}

/**
 * Reads a provider of the stake registry.
 *
 * @throws stake/malformed, chain/call-failed, chain/unreachable
 *
 * @example
 * import { readProvider } from '@tallystick/prover/chain';
 *
 * const { status, endpoint } = await readProvider({ publicClient, stakeRegistry, address: provider });
 */
export function readProvider(parameters: Omit<ReadStakeAccountParameters, 'kind'>): Promise<StakeAccount> {
  return readStakeAccount({ ...parameters, kind: 'provider' });
}

/**
 * Reads a watcher of the stake registry.
 *
 * @throws stake/malformed, chain/call-failed, chain/unreachable
 *
 * @example
 * import { readWatcher } from '@tallystick/prover/chain';
 *
 * const { status, stake } = await readWatcher({ publicClient, stakeRegistry, address: watcher });
 */
export function readWatcher(parameters: Omit<ReadStakeAccountParameters, 'kind'>): Promise<StakeAccount> {
  return readStakeAccount({ ...parameters, kind: 'watcher' });
}

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
    const page = await publicClient.readContract({ ...call, args }).catch(throwChainError(`reading the ${kind}s`));
    accounts.push(...page);
    if (BigInt(page.length) < PAGE) return accounts;
  }
}

export type ReadClaimableParameters = {
  publicClient: ChainReader;
  stakeRegistry: Address;
  uptimeCourt: Address;
  recipient: Address;
};

/** What the courts owe a recipient: reporters' shares and remainders in token base units, bonds of demands in wei. */
export type StakeClaimable = { tokens: bigint; bondsWei: bigint };

/**
 * Reads what the courts owe a recipient.
 *
 * @throws chain/call-failed, chain/unreachable
 *
 * @example
 * import { readClaimable } from '@tallystick/prover/chain';
 *
 * const { tokens, bondsWei } = await readClaimable({ publicClient, stakeRegistry, uptimeCourt, recipient });
 */
export async function readClaimable(parameters: ReadClaimableParameters): Promise<StakeClaimable> {
  const { publicClient, stakeRegistry, uptimeCourt, recipient } = parameters;
  const args = [recipient] as const;
  const [tokens, bondsWei] = await Promise.all([
    publicClient.readContract({ address: stakeRegistry, abi: stakeRegistryAbi, functionName: 'claimable', args }),
    publicClient.readContract({ address: uptimeCourt, abi: uptimeCourtAbi, functionName: 'claimableBonds', args }),
  ]).catch(throwChainError('reading what can be claimed'));
  return { tokens, bondsWei };
}
