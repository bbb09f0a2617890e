import { MAX_COUNTER, MAX_SERIAL } from '../account/limits.js';
import { UNIT_KEYS } from '../account/UNIT_KEYS.js';
import { JsonReader } from '../json/JsonReader.js';
import { fromProofArgument } from '../statement/fromProofArgument.js';
import type { UsageProof } from './UsageProof.js';

const MAX_BATCH = 2n ** 32n - 1n;

/**
 * Reads a usage proof from parsed JSON, strictly: every field in its form and range, and no other field. Whether it is valid is
 * for `verifyUsage`.
 *
 * @throws statement/malformed naming field, value and what was expected
 */
export function parseUsageProof(json: unknown): UsageProof {
  const body = new JsonReader(json, { code: 'statement/malformed' });
  const statement = body.choice('statement', ['usage']);
  const serial = body.integer('serial', { min: 1, max: MAX_SERIAL });
  const rootBefore = body.field('rootBefore');
  const rootAfter = body.field('rootAfter');
  const resource = body.choice('resource', UNIT_KEYS);
  const minIncrease = body.decimal('minIncrease', { max: MAX_COUNTER });
  const numbers = body.has('batches') ? body.object('batches') : undefined;
  const before = numbers?.decimal('before', { max: MAX_BATCH });
  const after = numbers?.decimal('after', { max: MAX_BATCH });
  numbers?.end();
  const batches = before === undefined || after === undefined ? {} : { batches: { before, after } };
  const proof = fromProofArgument(body.words('proof', 8));
  body.end();
  return { statement, serial, rootBefore, rootAfter, resource, minIncrease, ...batches, proof };
}
