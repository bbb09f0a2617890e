import { shuffled } from './shuffled.js';

/** A random slot for each settlement out of `slots`; receipts of one allowance stand in ascending slots, in their order. */
export function placeSettlements(
  settlements: readonly { serial: number }[],
  { slots, random }: { slots: number; random: () => bigint },
): number[] {
  const bySerial = new Map<number, number[]>();
  for (const [i, { serial }] of settlements.entries()) bySerial.set(serial, [...(bySerial.get(serial) ?? []), i]);
  const all = Array.from({ length: slots }, (_, slot) => slot);
  const placed = shuffled(all, random).slice(0, settlements.length);
  for (const group of bySerial.values()) {
    const ascending = group.map((i) => placed[i] as number).sort((a, b) => a - b);
    for (const [at, i] of group.entries()) placed[i] = ascending[at] as number;
  }
  return placed;
}
