import type { Allowance } from './Allowance.js';
import type { AllowanceSource } from './AllowanceSource.js';

/** A source that knows a fixed list of allowances, whatever the view key. */
export function createStaticAllowanceSource(allowances: Iterable<Allowance>): AllowanceSource {
  const known = new Map<number, Allowance>();
  for (const allowance of allowances) known.set(allowance.serial, allowance);
  return { get: async ({ serial }) => known.get(serial) };
}
