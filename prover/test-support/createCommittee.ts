import { type Address, getAddress } from 'viem';
import { FIELD_MODULUS } from '../src/core/field.js';
import type { WatchOpening } from '../src/statements/uptime/opening.js';
import { createWatchTree } from '../src/statements/uptime/watchTree.js';
import { seededRandom } from './seededRandom.js';

export const EPOCH = 41;
export const UPTIME_PROVIDER: Address = '0x70997970C51812dc3A010C7d01b50e0d17dc79C8';

/** The address of a test's watcher or provider. */
export function testAddress(number: number): Address {
  return getAddress(`0x${(0xface0000 + number).toString(16).padStart(40, '1')}`);
}

/**
 * What a committee's members saw of a provider: each has a tree with other providers around. A bitmap that is undefined is of a member
 * that posted nothing. Needs `loadPoseidon`.
 */
export function createCommittee(
  bitmaps: readonly (bigint | undefined)[],
  { provider = UPTIME_PROVIDER, epoch = EPOCH, seed = 1 }: { provider?: Address; epoch?: number; seed?: number } = {},
) {
  const random = seededRandom(seed);
  const committee = bitmaps.map((_, i) => testAddress(i));
  const openings = bitmaps.map((bitmap, i): WatchOpening | undefined => {
    if (bitmap === undefined) return undefined;
    const others = Array.from({ length: Number(random() % 6n) }, (_, j) => ({
      provider: testAddress(100 + j),
      bitmap: random() % 2n ** 96n,
      salt: random() % FIELD_MODULUS,
    }));
    const index = 6 + Number(random() % 65_000n);
    const own = { index, provider, bitmap, salt: random() % FIELD_MODULUS };
    return createWatchTree({ watcher: testAddress(i), epoch, records: [...others, own] }).opening(provider);
  });
  return { provider, epoch, committee, openings, roots: openings.map((opening) => opening?.root ?? 0n) };
}
