import type { Units } from './Units.js';

/** The resources in the order in which they are packed. */
export const UNIT_KEYS = [
  'computeUnitSeconds',
  'storageGibHours',
  'egressMib',
] as const satisfies readonly (keyof Units)[];
