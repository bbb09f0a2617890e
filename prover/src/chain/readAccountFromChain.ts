import { decodeUpdates, rollupAbi } from '@tallystick/verifier-contracts';
import type { Address } from 'viem';
import type { AccountState } from '../account/AccountState.js';
import { hashTerms } from '../account/hashTerms.js';
import { openedAccount } from '../account/openedAccount.js';
import { recoverUpdate } from '../account/recoverUpdate.js';
import type { Terms } from '../account/Terms.js';
import { TallystickError } from '../errors/TallystickError.js';
import type { ChainReader } from './ChainClients.js';
import { toChainError } from './toChainError.js';

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
 * @throws chain/unknown-account, account/not-recoverable when the terms aren't those it was opened with, chain/unreachable
 */
export async function readAccountFromChain(parameters: ReadAccountFromChainParameters): Promise<AccountOnChain> {
  const { publicClient, rollup, serial, terms, fromBlock = 0n } = parameters;
  const filter = { address: rollup, abi: rollupAbi, fromBlock, strict: true } as const;
  const [opens, refunds, batches] = await Promise.all([
    publicClient.getContractEvents({ ...filter, eventName: 'Opened', args: { serial } }),
    publicClient.getContractEvents({ ...filter, eventName: 'OpenRefunded', args: { serial } }),
    publicClient.getContractEvents({ ...filter, eventName: 'BatchSettled' }),
  ]).catch((error: unknown) => {
    throw toChainError(error, 'reading the events of the rollup');
  });
  const opened = opens[0]?.args;
  if (opened === undefined) {
    throw new TallystickError('chain/unknown-account', { facts: { field: 'serial', given: serial } });
  }
  if (opened.terms !== hashTerms(terms)) {
    throw new TallystickError('account/not-recoverable', {
      message: 'The account was opened with other terms',
      facts: { field: 'terms', serial },
    });
  }
  const owner = { x: opened.ownerX, y: opened.ownerY };
  const refunded = refunds.length > 0;
  let state = openedAccount({ serial, owner, terms, amount: refunded ? 0n : opened.amount });
  let batchId: bigint | undefined;
  let taken = false;
  for (const { args } of batches) {
    if (serial >= args.firstSerial && serial < args.firstSerial + args.openCount) {
      taken = true;
      batchId = args.batchId;
    }
    // Of several updates in one batch the last one counts: slots run in order.
    const updates = decodeUpdates(args.updates);
    const slot = updates.findLastIndex((candidate) => candidate.serial === serial);
    const update = updates[slot];
    if (update === undefined) continue;
    state = recoverUpdate({ ...update, slot, owner, terms, salt: args.salt });
    batchId = args.batchId;
  }
  const status = refunded ? 'refunded' : taken ? 'open' : 'queued';
  return {
    status,
    state,
    opener: opened.opener,
    refundableAt: opened.refundableAt,
    ...(batchId === undefined ? {} : { batchId }),
  };
}
