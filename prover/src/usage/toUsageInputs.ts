import { UNIT_KEYS } from '../account/UNIT_KEYS.js';
import type { UsageStatement } from './UsageProof.js';

/** The public inputs of a usage proof, in the circuit's order: serial, rootA, rootB, resource, minIncrease. Unchecked. */
export function toUsageInputs(statement: UsageStatement): bigint[] {
  const { serial, rootBefore, rootAfter, resource, minIncrease } = statement;
  return [BigInt(serial), rootBefore, rootAfter, BigInt(UNIT_KEYS.indexOf(resource)), minIncrease];
}
