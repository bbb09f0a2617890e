import { MAX_BALANCE, MAX_NONCE, MAX_SERIAL } from '../account/limits.js';
import { JsonReader } from '../json/JsonReader.js';
import type { Withdrawal } from './Withdrawal.js';

/**
 * Reads a withdrawal from parsed JSON, strictly. The signature is not verified here.
 *
 * @throws withdrawal/malformed, naming field, value and what was expected
 */
export function parseWithdrawal(json: unknown): Withdrawal {
  const body = new JsonReader(json, { code: 'withdrawal/malformed' });
  const serial = body.integer('serial', { min: 1, max: MAX_SERIAL });
  const nonce = body.integer('nonce', { max: MAX_NONCE });
  const amount = body.decimal('amount', { min: 1n, max: MAX_BALANCE });
  const recipient = body.address('recipient');
  const signed = body.object('signature');
  const signature = { s: signed.word('s'), e: signed.word('e') };
  signed.end();
  body.end();
  return { serial, nonce, amount, recipient, signature };
}
