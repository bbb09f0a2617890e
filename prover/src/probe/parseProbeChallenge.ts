import { JsonReader } from '../json/JsonReader.js';
import type { ProbeChallenge } from './ProbeChallenge.js';

const MAX_EPOCH = 2 ** 32 - 1;
const LAST_SLOT = 95;
const MAX_TIME = 2 ** 40;

/**
 * Reads a challenge from JSON, strictly: every field once, nothing else.
 *
 * @throws probe/malformed
 */
export function parseProbeChallenge(json: unknown): ProbeChallenge {
  const reader = new JsonReader(json, { code: 'probe/malformed' });
  const version = reader.integer('version', { min: 1, max: 1 }) as 1;
  const challenge: ProbeChallenge = {
    version,
    watcher: reader.address('watcher'),
    provider: reader.address('provider'),
    epoch: reader.integer('epoch', { max: MAX_EPOCH }),
    slot: reader.integer('slot', { max: LAST_SLOT }),
    nonce: reader.word('nonce'),
    issuedAt: reader.integer('issuedAt', { max: MAX_TIME }),
  };
  reader.end();
  return challenge;
}
