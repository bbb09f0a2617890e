import { rollupAbi } from '@tallystick/verifier-contracts';
import { type Address, type Hash, parseEventLogs } from 'viem';
import { accountError } from '../core/account/accountErrors.js';
import type { Terms } from '../core/account/terms.js';
import { hashTerms, validateTerms } from '../core/account/terms.js';
import { cryptoError } from '../core/cryptoErrors.js';
import { MAX_BALANCE } from '../core/limits.js';
import type { Point } from '../core/signature.js';
import { isOnCurve } from '../core/signature.js';
import { approveTokens } from './approveTokens.js';
import { assertChainWriter } from './assertChainWriter.js';
import type { ChainClients } from './ChainClients.js';
import { chainError } from './chainErrors.js';
import { throwChainError } from './toChainError.js';
import { contractCall } from './transactions/call.js';
import { sendCall } from './transactions/sendCall.js';

export type OpenAllowanceParameters = ChainClients & {
  rollup: Address;
  /** The per-allowance key that will own the account. */
  owner: Point;
  /** Provider, prices, expiry, view key; only their hash goes to the chain. */
  terms: Terms;
  /** Token base units to pay in, below 2^88; 0 is fine. */
  amount: bigint;
  /** Told in words of each transaction that is sent. */
  onProgress?: (detail: string) => void;
};

export type OpenedAllowance = {
  serial: number;
  transactionHash: Hash;
  blockNumber: bigint;
  /** Unix seconds from which on `refundOpen` gives the money back if no batch has taken the open. */
  refundableAt: number;
  openFeeWei: bigint;
};

/**
 * Opens an account on the chain: approves exactly the amount where less is approved, and calls `Rollup.open` with the
 * fee that an open costs. With terms of providerSerial 0 it opens an earning account.
 *
 * @throws account/…, crypto/not-on-curve, chain/insufficient-tokens, and what `sendCall` throws
 *
 * @example
 * import { openAllowance } from '@tallystick/prover';
 *
 * const terms = {
 *   providerSerial: 2,
 *   prices: { computeUnitSeconds: 120n, storageGibHours: 45n, egressMib: 7n },
 *   expiry: Math.floor(Date.now() / 1000) + 30 * 86_400,
 *   viewKey,
 * };
 * const { serial } = await openAllowance({ publicClient, walletClient, rollup, owner, terms, amount: 1_000_000n });
 */
export async function openAllowance(parameters: OpenAllowanceParameters): Promise<OpenedAllowance> {
  const { publicClient, walletClient, rollup, owner, terms, amount, onProgress } = parameters;
  assertChainWriter(walletClient);
  validateTerms(terms);
  if (!isOnCurve(owner)) throw cryptoError('crypto/not-on-curve', { facts: { field: 'owner' } });
  if (amount < 0n || amount > MAX_BALANCE) {
    throw accountError('account/out-of-range', {
      facts: { field: 'amount', given: amount, expected: `token base units from 0 to ${MAX_BALANCE}` },
    });
  }
  const contract = { address: rollup, abi: rollupAbi } as const;
  const [token, openFeeWei] = await Promise.all([
    publicClient.readContract({ ...contract, functionName: 'token' }),
    publicClient.readContract({ ...contract, functionName: 'openFeeWei' }),
  ]).catch(throwChainError('reading the rollup'));
  if (amount > 0n) await approveTokens({ publicClient, walletClient, token, spender: rollup, amount, onProgress });

  onProgress?.('sending the open');
  const call = contractCall(contract, 'open', [owner.x, owner.y, hashTerms(terms), amount], openFeeWei);
  const { receipt } = await sendCall({ publicClient, walletClient }, 'opening the account', call);
  const [opened] = parseEventLogs({ abi: rollupAbi, eventName: 'Opened', logs: receipt.logs }).filter(
    (log) => log.address.toLowerCase() === rollup.toLowerCase(),
  );
  if (opened === undefined) throw chainError('chain/no-rollup', { facts: { field: 'rollup', given: rollup } });
  return {
    serial: opened.args.serial,
    transactionHash: receipt.transactionHash,
    blockNumber: receipt.blockNumber,
    refundableAt: opened.args.refundableAt,
    openFeeWei,
  };
}
