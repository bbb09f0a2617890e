import { randomBytes } from 'node:crypto';
import { bytesToField } from './bytesToField.js';
import { FIELD_MODULUS } from './FIELD_MODULUS.js';

/** A uniformly random field element from the system's generator: 512 bits reduced, so the bias is below 2^-256. */
export function randomField(): bigint {
  return bytesToField(randomBytes(64)) % FIELD_MODULUS;
}
