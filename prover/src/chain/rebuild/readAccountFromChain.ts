import type { Address } from 'viem';
import type { AccountState } from '../../core/account/account.js';
import { accountError } from '../../core/account/accountErrors.js';
import type { Terms } from '../../core/account/terms.js';
import { hashTerms } from '../../core/account/terms.js';
import type { ChainReader } from '../ChainClients.js';
import { recoverAccountState } from './recoverAccountState.js';

export type ReadAccountFromChainParameters = {
  publicClient: ChainReader;
  rollup: Address;
  serial: number;
  /** The account's terms with its view key: all that it takes to read it. */
  terms: Terms;
  /** The block that the rollup was deployed in; 0 if left out. */
  fromBlock?: bigint;
};

export type AccountOnChain = {
  /** `queued`: no batch has taken the open yet. `refunded`: the money went back. */
  status: 'queued' | 'refunded' | 'open';
  state: AccountState;
  /** The wallet that opened it. */
  opener: Address;
  refundableAt: number;
  /** The batch that touched the account last. */
  batchId?: bigint;
};

/**
 * Reads an account from L1 data alone: its open, and the latest batch that touched it, opened with the view key.
 *
 * @throws chain/unknown-account, account/not-recoverable when the terms aren't those it was opened with, chain/unreachable,
 * chain/call-failed
 *
 * @example
 * import { readAccountFromChain } from '@tallystick/prover/chain';
 *
 * const fromBlock = deployment.deployedAtBlock;
 * const { status, state } = await readAccountFromChain({ publicClient, rollup, serial: 7, terms, fromBlock });
 * console.log(status, state.balance);
 */
export async function readAccountFromChain(parameters: ReadAccountFromChainParameters): Promise<AccountOnChain> {
  const { terms, ...rest } = parameters;
  const account = await recoverAccountState({ ...rest, viewKey: terms.viewKey });
  const { serial, status, opener, refundableAt, batchId, owner, balance, counters, nonce, blinding } = account;
  if (account.terms !== hashTerms(terms)) {
    throw accountError('account/not-recoverable', {
      message: 'The account was opened with other terms',
      facts: { field: 'terms', serial },
    });
  }
  return {
    status,
    state: { serial, owner, terms, balance, counters, nonce, blinding },
    opener,
    refundableAt,
    ...(batchId === undefined ? {} : { batchId }),
  };
}
