import { packUnits } from '../account/packing.js';
import { TallystickError } from '../errors/TallystickError.js';
import { isFieldElement } from '../field.js';
import { poseidon2Hash } from '../hash/poseidon2.js';
import { MAX_COUNTER, MAX_SERIAL, validateInteger } from '../limits.js';
import { type Point, type Signature, signField, verifyField } from '../signature.js';
import { type Prices, UNIT_KEYS, type Units, validateUnits } from '../units.js';
import { receiptError } from './receiptErrors.js';

/** A consumer's acknowledgement of everything used so far under one allowance; a later one supersedes the earlier ones. */
export type Receipt = {
  /** The deployment it was signed for, see `computeDomain`. */
  domain: bigint;
  /** Serial of the allowance. */
  serial: number;
  /** Cumulative counters, below 2^44 each. */
  units: Units;
  /** By the allowance's owner over `receiptMessage`. */
  signature: Signature;
};

/** What a receipt says, without its signature. */
export type UnsignedReceipt = Omit<Receipt, 'signature'>;

/**
 * The field element that a receipt's signature covers: `hash([domain, serial, units | RECEIPT_TAG])`.
 *
 * @throws receipt/malformed, receipt/counter-out-of-range, crypto/not-loaded
 */
export function receiptMessage(receipt: UnsignedReceipt): bigint {
  validateUnsignedReceipt(receipt);
  return poseidon2Hash([receipt.domain, BigInt(receipt.serial), packUnits(receipt.units)]);
}

/**
 * Acknowledges cumulative units with the allowance's key.
 *
 * @throws receipt/malformed, receipt/counter-out-of-range, key/out-of-range, crypto/not-loaded
 *
 * @example
 * import { loadCrypto, signReceipt, verifyReceipt } from '@tallystick/prover';
 * import { publicKeyOf } from '@tallystick/prover/core';
 *
 * await loadCrypto();
 * const privateKey = 5n;
 * const units = { computeUnitSeconds: 3n, storageGibHours: 0n, egressMib: 12n }; // of all requests so far
 * const receipt = signReceipt({ domain: 42n, serial: 7, units, privateKey });
 * verifyReceipt({ receipt, owner: publicKeyOf(privateKey) }); // true
 */
export function signReceipt({ privateKey, ...receipt }: UnsignedReceipt & { privateKey: bigint }): Receipt {
  const { domain, serial, units } = receipt;
  return {
    domain,
    serial,
    units: { ...units },
    signature: signField({ message: receiptMessage(receipt), privateKey }),
  };
}

/**
 * Whether `owner` signed the receipt. A receipt with fields out of range is false, as the circuit would refuse it. Does not
 * know which domain is the right one: compare `receipt.domain` first, or use `assertReceipt`.
 *
 * @throws crypto/not-loaded
 *
 * @example
 * import { loadCrypto, parseReceipt, verifyReceipt } from '@tallystick/prover';
 *
 * await loadCrypto();
 * const receipt = parseReceipt(JSON.parse(body));
 * const isGood = receipt.domain === domain && verifyReceipt({ receipt, owner });
 */
export function verifyReceipt({ receipt, owner }: { receipt: Receipt; owner: Point }): boolean {
  try {
    return verifyField({ message: receiptMessage(receipt), publicKey: owner, signature: receipt.signature });
  } catch (error) {
    if (error instanceof TallystickError && error.code.startsWith('receipt/')) return false;
    throw error;
  }
}

/**
 * Checks domain, serial and counters of a receipt against their ranges.
 *
 * @throws receipt/malformed, receipt/counter-out-of-range
 */
function validateUnsignedReceipt({ domain, serial, units }: UnsignedReceipt): void {
  if (!isFieldElement(domain)) {
    const facts = { field: 'domain', given: domain ?? null, expected: 'a field element' };
    throw receiptError('receipt/malformed', { message: 'domain is not a field element', facts });
  }
  validateInteger(serial, { field: 'serial', min: 1, max: MAX_SERIAL, toError: receiptError.of('receipt/malformed') });
  validateUnits(units, { field: 'units', max: MAX_COUNTER, toError: receiptError.of('receipt/counter-out-of-range') });
}

/**
 * Token base units for the units between two sets of counters: Σ (to − from) · price, as the circuit derives it.
 *
 * @throws receipt/lower-than-settled when a counter falls
 *
 * @example
 * import { amountOwed } from '@tallystick/prover';
 *
 * const from = { computeUnitSeconds: 10n, storageGibHours: 0n, egressMib: 4n };
 * const to = { computeUnitSeconds: 13n, storageGibHours: 0n, egressMib: 6n };
 * const prices = { computeUnitSeconds: 120n, storageGibHours: 45n, egressMib: 7n };
 * amountOwed({ from, to, prices }); // 374n
 */
export function amountOwed({ from, to, prices }: { from: Units; to: Units; prices: Prices }): bigint {
  let amount = 0n;
  for (const key of UNIT_KEYS) {
    if (to[key] < from[key]) {
      const facts = { field: `units.${key}`, given: to[key], expected: `at least ${from[key]}` };
      throw receiptError('receipt/lower-than-settled', { facts });
    }
    amount += (to[key] - from[key]) * prices[key];
  }
  return amount;
}
