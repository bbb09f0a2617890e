import { FIELD_MODULUS } from './FIELD_MODULUS.js';

/** Whether a value is a bigint between 0 and the field's modulus minus 1. */
export function isFieldElement(value: unknown): value is bigint {
  return typeof value === 'bigint' && value >= 0n && value < FIELD_MODULUS;
}
