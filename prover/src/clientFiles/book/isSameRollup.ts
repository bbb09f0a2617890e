import type { AllowanceRecord } from './AllowanceRecord.js';

type Named = Pick<AllowanceRecord, 'chainId' | 'rollup'>;

/** Whether two names of a rollup mean the same one. */
export function isSameRollup(a: Named, b: Named): boolean {
  return a.chainId === b.chainId && a.rollup.toLowerCase() === b.rollup.toLowerCase();
}
