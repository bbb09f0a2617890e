import type { Hex } from 'viem';
import { fieldToHex } from '../field.js';
import { JsonReader } from '../JsonReader.js';
import { MAX_SERIAL } from '../limits.js';
import type { Signature } from '../signature.js';
import { parseUnits, type SerializedUnits, serializeUnits } from '../units.js';
import type { Receipt } from './receipt.js';
import { receiptError } from './receiptErrors.js';

/**
 * Reads a receipt from parsed JSON, strictly: every field in its form and range, and no other field. The signature is not
 * verified here.
 *
 * @throws receipt/malformed, receipt/counter-out-of-range, naming field, value and what was expected
 *
 * @example
 * import { parseReceipt } from '@tallystick/prover';
 *
 * const receipt = parseReceipt(JSON.parse(body)); // throws receipt/malformed on anything but a receipt
 */
export function parseReceipt(json: unknown): Receipt {
  const body = new JsonReader(json, { toError: receiptError.of('receipt/malformed') });
  const domain = body.field('domain');
  const serial = body.integer('serial', { min: 1, max: MAX_SERIAL });
  const units = parseUnits(body.object('units'), { toRangeError: receiptError.of('receipt/counter-out-of-range') });
  const signed = body.object('signature');
  const signature = { s: signed.word('s'), e: signed.word('e') };
  signed.end();
  body.end();
  return { domain, serial, units, signature };
}

/** A receipt as JSON carries it: counters as decimal strings, the domain as hex of 32 bytes. */
export type SerializedReceipt = {
  domain: Hex;
  serial: number;
  units: SerializedUnits;
  signature: Signature;
};

/**
 * The receipt in the form that `parseReceipt` reads.
 *
 * @example
 * import { serializeReceipt } from '@tallystick/prover';
 *
 * const text = JSON.stringify(serializeReceipt(receipt));
 */
export function serializeReceipt({ domain, serial, units, signature }: Receipt): SerializedReceipt {
  return {
    domain: fieldToHex(domain),
    serial,
    units: serializeUnits(units),
    signature: { s: signature.s, e: signature.e },
  };
}
