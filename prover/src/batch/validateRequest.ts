import { MAX_BALANCE, MAX_EXPIRY, MAX_SERIAL } from '../account/limits.js';
import { validateInteger } from '../account/validateInteger.js';
import { validateTerms } from '../account/validateTerms.js';
import { TallystickError } from '../errors/TallystickError.js';
import { isFieldElement } from '../field/isFieldElement.js';
import { TREE_DEPTH } from '../tree/TREE_DEPTH.js';
import type { BatchRequest } from './BatchRequest.js';
import { refuse } from './refuse.js';

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
  validateInteger(shape.opens, { field: 'shape.opens', max: MAX_SLOTS, code });
  // 256 is what the circuit's sums have room for.
  validateInteger(shape.settles, { field: 'shape.settles', max: MAX_SLOTS, code });
  validateInteger(shape.credits, { field: 'shape.credits', min: 1, max: MAX_SLOTS, code });
  validateInteger(shape.withdrawals, { field: 'shape.withdrawals', max: MAX_SLOTS, code });
  validateInteger(shape.activeDepth, { field: 'shape.activeDepth', min: 1, max: TREE_DEPTH, code });
  validateInteger(shape.capDepth, { field: 'shape.capDepth', max: shape.activeDepth - 1, code });
  validateInteger(request.now, { field: 'now', max: MAX_EXPIRY, code });
  validateInteger(request.operatorSerial, { field: 'operatorSerial', max: MAX_SERIAL, code });
  // Without an operator nobody takes a fee.
  validateInteger(request.feeBps, { field: 'feeBps', max: request.operatorSerial === 0 ? 0 : MAX_FEE_BPS, code });
  validateInteger(request.firstSerial, { field: 'firstSerial', min: 1, max: MAX_SERIAL, code });
  for (const field of ['domain', 'salt'] as const) {
    if (!isFieldElement(request[field]))
      throw new TallystickError(code, { facts: { field, expected: 'a field element' } });
  }
  const counts = [
    ['open', opens.length, shape.opens],
    ['settle', settlements.length, shape.settles],
    ['withdraw', withdrawals.length, shape.withdrawals],
  ] as const;
  for (const [section, given, expected] of counts) {
    if (given <= expected) continue;
    const facts = { section, slot: expected, given, expected: `at most ${expected}`, shape: shape.name };
    throw new TallystickError('batch/shape-overflow', { facts });
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
