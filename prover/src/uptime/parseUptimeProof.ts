import { JsonReader } from '../json/JsonReader.js';
import { fromProofArgument } from '../statement/fromProofArgument.js';
import { COMMITTEE_SIZE } from './COMMITTEE_SIZE.js';
import { MAX_EPOCH } from './MAX_EPOCH.js';
import { SLOTS_PER_EPOCH } from './SLOTS_PER_EPOCH.js';
import type { UptimeProof } from './UptimeProof.js';

/**
 * Reads an uptime proof from parsed JSON, strictly: every field in its form and range, and no other field. Whether it is valid is
 * for `verifyUptime`.
 *
 * @throws statement/malformed naming field, value and what was expected
 */
export function parseUptimeProof(json: unknown): UptimeProof {
  const body = new JsonReader(json, { code: 'statement/malformed' });
  const statement = body.choice('statement', ['uptime']);
  const provider = body.address('provider');
  const epoch = body.integer('epoch', { max: MAX_EPOCH });
  const roots = body.fields('roots', COMMITTEE_SIZE);
  const missedSlots = body.integer('missedSlots', { max: SLOTS_PER_EPOCH });
  const proof = fromProofArgument(body.words('proof', 8));
  body.end();
  return { statement, provider, epoch, roots, missedSlots, proof };
}
