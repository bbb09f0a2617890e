import type { Address } from 'viem';
import { accountError } from '../../core/account/accountErrors.js';
import { batchLeaves, type PublishedLeaf } from '../../core/account/batchLeaves.js';
import { openUpdate } from '../../core/account/openUpdate.js';
import type { Word } from '../../core/account/packing.js';
import type { Point } from '../../core/signature.js';
import { ZERO_UNITS } from '../../core/units.js';
import type { ChainReader } from '../ChainClients.js';
import { chainError } from '../chainErrors.js';
import { throwChainError } from '../toChainError.js';
import { readRollupEvents } from './readRollupEvents.js';

export type RecoverAccountStateParameters = {
  publicClient: Pick<ChainReader, 'getLogs' | 'getBlockNumber'>;
  rollup: Address;
  serial: number;
  /** Opens what batches published of the account. Secret. */
  viewKey: bigint;
  /** The block that the rollup was deployed in; 0 if left out. */
  fromBlock?: bigint;
  /** Blocks to read at once, at most; 5,000 if left out. */
  chunkBlocks?: bigint;
};

/** An account as L1 and its view key alone tell it: everything but the terms, of which L1 has the hash only. */
export type RecoveredAccount = Word & {
  serial: number;
  /** `queued`: no batch has taken the open yet. `refunded`: the money went back before one did. */
  status: 'queued' | 'refunded' | 'open';
  owner: Point;
  /** The terms' hash. */
  terms: bigint;
  blinding: bigint;
  /** The wallet that opened it. */
  opener: Address;
  /** Unix seconds from which on an open that no batch took is refunded. */
  refundableAt: number;
  /** The batch that touched the account last; undefined while it is queued. */
  batchId: bigint | undefined;
};

/**
 * Recovers an account from its view key and L1 data alone: its open is public, and the latest update that touched it is opened
 * with the view key and checked against the published leaf. Neither the terms nor anything that an operator keeps is needed.
 *
 * @throws chain/unknown-account; account/not-recoverable when the view key isn't the account's; chain/unreachable,
 * chain/call-failed; crypto/not-loaded
 *
 * @example
 * import { recoverAccountState } from '@tallystick/prover/chain';
 *
 * const { status, balance } = await recoverAccountState({ publicClient, rollup, serial: 7, viewKey });
 */
export async function recoverAccountState(parameters: RecoverAccountStateParameters): Promise<RecoveredAccount> {
  const { publicClient, rollup, serial, viewKey, fromBlock = 0n, chunkBlocks } = parameters;
  const toBlock = await publicClient
    .getBlockNumber({ cacheTime: 0 })
    .catch(throwChainError('reading the latest block'));
  let account: RecoveredAccount | undefined;
  let latest: PublishedLeaf | undefined;
  for await (const { events } of readRollupEvents({ publicClient, rollup, fromBlock, toBlock, chunkBlocks })) {
    for (const event of events) {
      if (event.type === 'opened') {
        if (event.serial !== serial) continue;
        const { owner, terms, amount: balance, opener, refundableAt } = event;
        const fresh = { balance, counters: { ...ZERO_UNITS }, nonce: 0, blinding: 0n };
        account = { serial, status: 'queued', owner, terms, ...fresh, opener, refundableAt, batchId: undefined };
      } else if (account === undefined) {
      } else if (event.type === 'refunded') {
        if (event.serial === serial) account = { ...account, balance: 0n, status: 'refunded' };
      } else {
        const { batchId, firstSerial, openCount } = event;
        if (serial >= firstSerial && serial < firstSerial + openCount) {
          account = { ...account, batchId, status: account.status === 'refunded' ? 'refunded' : 'open' };
        }
        const found = batchLeaves(event).get(serial);
        if (found === undefined) continue;
        latest = found;
        account = { ...account, batchId };
      }
    }
  }
  if (account === undefined) {
    throw chainError('chain/unknown-account', { facts: { field: 'serial', given: serial } });
  }
  if (latest?.update === undefined) return account;
  const opened = openUpdate({ ...account, viewKey, ...latest.update, leaf: latest.leaf });
  if (opened === undefined) {
    throw accountError('account/not-recoverable', {
      message: "The view key is not this account's",
      facts: { field: 'viewKey', serial },
    });
  }
  return { ...account, ...opened };
}
