import type { UptimeStatement } from './UptimeProof.js';

/** The public inputs of an uptime proof, in the circuit's order: missedSlots, provider, epoch, the five roots. Unchecked. */
export function toUptimeInputs({ missedSlots, provider, epoch, roots }: UptimeStatement): bigint[] {
  return [BigInt(missedSlots), BigInt(provider), BigInt(epoch), ...roots];
}
