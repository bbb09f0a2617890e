import type { OverlayAccountStore } from '../core/account/stores.js';
import { type Terms, validateTerms } from '../core/account/terms.js';
import type { ErrorFacts } from '../core/errors/TallystickError.js';
import { isFieldElement } from '../core/field.js';
import { MAX_BALANCE, MAX_EXPIRY, MAX_SERIAL, validateInteger } from '../core/limits.js';
import type { Receipt } from '../core/receipt/receipt.js';
import type { Shape } from '../core/shape.js';
import type { Point } from '../core/signature.js';
import type { AccountTree } from '../core/tree/AccountTree.js';
import type { OverlayNodeStore } from '../core/tree/nodeStores.js';
import { TREE_DEPTH } from '../core/tree/nodes.js';
import type { Withdrawal } from '../core/withdrawal.js';
import { batchError } from './batchErrors.js';

/** An account from the contract's queue. */
export type BatchOpen = {
  owner: Point;
  /** The terms, or only their hash as the contract has it when nobody has disclosed them to the operator. */
  terms: Terms | bigint;
  /** Token base units, below 2^88. */
  amount: bigint;
};

/** What one batch is to do. Receipts and withdrawals run in the order given. */
export type BatchRequest = {
  shape: Shape;
  /** Of this deployment, see `computeDomain`. */
  domain: bigint;
  /** The batch's time, in unix seconds: before it allowances are live, from it on they have expired. */
  now: number;
  /** A fresh random field element for every attempt (`randomField()`); using one twice would show what changed in between. */
  salt: bigint;
  /** The operator's fee in hundredths of a percent, at most 1000; 0 in a batch made without the operator. */
  feeBps: number;
  /** The account that takes credit slot 0 and the fees; 0 in a batch made without the operator, where the slot is like any. */
  operatorSerial: number;
  /** Serial of the first account that is opened; where `opens` is empty, the next one of the queue. */
  firstSerial: number;
  opens: BatchOpen[];
  settlements: Receipt[];
  withdrawals: Withdrawal[];
  /** Uniform random bigints of at least 128 bits, for the places of settlements and for cover (`randomField`). */
  random: () => bigint;
  /** Accounts known to the operator, which may be refreshed as cover. Unknown ones are passed over. */
  coverSerials: number[];
  /** Known earning accounts, as cover for unused credit slots; found among `coverSerials` when left out. */
  earningCoverSerials?: number[];
  /** Whether accounts that the batch opens, with terms that are known, may be cover as well; they may when left out. */
  coversOpened?: boolean;
};

/** What the steps of one execution share: the request, and overlays that hold everything the earlier steps changed. */
export type BatchContext = {
  request: BatchRequest;
  accounts: OverlayAccountStore;
  nodes: OverlayNodeStore;
  tree: AccountTree;
};

const MAX_FEE_BPS = 1000;
const MAX_SLOTS = 256;
const code = 'batch/bad-request';

/**
 * Checks everything of a request that needs no account: ranges, and that the shape has room.
 *
 * @throws batch/bad-request, batch/shape-overflow, batch/serial-beyond-depth
 */
export function validateRequest(request: BatchRequest): void {
  const { shape, opens, settlements, withdrawals } = request;
  const toError = batchError.of(code);
  validateInteger(shape.opens, { field: 'shape.opens', max: MAX_SLOTS, toError });
  // 256 is what the circuit's sums have room for.
  validateInteger(shape.settles, { field: 'shape.settles', max: MAX_SLOTS, toError });
  validateInteger(shape.credits, { field: 'shape.credits', min: 1, max: MAX_SLOTS, toError });
  validateInteger(shape.withdrawals, { field: 'shape.withdrawals', max: MAX_SLOTS, toError });
  validateInteger(shape.activeDepth, {
    field: 'shape.activeDepth',
    min: 1,
    max: TREE_DEPTH,
    toError,
  });
  validateInteger(shape.capDepth, {
    field: 'shape.capDepth',
    max: shape.activeDepth - 1,
    toError,
  });
  validateInteger(request.now, { field: 'now', max: MAX_EXPIRY, toError });
  validateInteger(request.operatorSerial, { field: 'operatorSerial', max: MAX_SERIAL, toError });
  // Without an operator nobody takes a fee.
  validateInteger(request.feeBps, {
    field: 'feeBps',
    max: request.operatorSerial === 0 ? 0 : MAX_FEE_BPS,
    toError,
  });
  validateInteger(request.firstSerial, { field: 'firstSerial', min: 1, max: MAX_SERIAL, toError });
  for (const field of ['domain', 'salt'] as const) {
    if (!isFieldElement(request[field])) throw batchError(code, { facts: { field, expected: 'a field element' } });
  }
  const counts = [
    ['open', opens.length, shape.opens],
    ['settle', settlements.length, shape.settles],
    ['withdraw', withdrawals.length, shape.withdrawals],
  ] as const;
  for (const [section, given, expected] of counts) {
    if (given <= expected) continue;
    const facts = { section, slot: expected, given, expected: `at most ${expected}`, shape: shape.name };
    throw batchError('batch/shape-overflow', { facts });
  }
  opens.forEach((open, slot) => {
    const place = { section: 'open', slot, serial: request.firstSerial + slot } as const;
    if (place.serial >= 4 ** shape.activeDepth) {
      refuse('batch/serial-beyond-depth', place, { expected: `below ${4 ** shape.activeDepth}` });
    }
    // The contract has checked that the key is on the curve; repeating it here could only block the queue.
    for (const field of ['x', 'y'] as const) {
      if (!isFieldElement(open.owner[field]))
        refuse(code, place, { field: `owner.${field}`, expected: 'a field element' });
    }
    if (typeof open.amount !== 'bigint' || open.amount < 0n || open.amount > MAX_BALANCE) {
      refuse(code, place, { field: 'amount', given: open.amount, expected: `from 0 to ${MAX_BALANCE}` });
    }
    if (typeof open.terms !== 'bigint') {
      try {
        validateTerms(open.terms);
      } catch (error) {
        refuse(code, place, { field: 'terms', expected: 'valid terms, or their hash alone' }, error);
      }
    } else if (!isFieldElement(open.terms)) {
      refuse(code, place, { field: 'terms', expected: 'a field element' });
    }
  });
}

/** Where in a request an item stands: its section, and its place in that section's list (0 for the operator's credit). */
export type BatchPlace = { section: 'open' | 'settle' | 'credit' | 'withdraw' | 'cover'; slot: number; serial: number };

/** Refuses a batch because of one item, naming its place. */
export function refuse(
  code: Parameters<typeof batchError>[0],
  place: BatchPlace,
  facts: ErrorFacts = {},
  cause?: unknown,
): never {
  const { section, slot, serial } = place;
  const error = batchError(code, { facts: { section, slot, serial, ...facts }, cause });
  error.message = `${section} ${slot} (serial ${serial}): ${error.message}`;
  throw error;
}
