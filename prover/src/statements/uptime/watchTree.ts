import { type Address, getAddress } from 'viem';
import type { TallystickError } from '../../core/errors/TallystickError.js';
import { validateInteger } from '../../core/limits.js';
import type { Bitmap } from './bitmap.js';
import { WATCH_DEPTH } from './constants.js';
import { type WatchOpening, watchLeafOf } from './opening.js';
import { poseidon } from './poseidon.js';
import { assertAddress } from './statement.js';
import { uptimeError } from './uptimeErrors.js';

/** What a watcher posts and hands out for one epoch. Made by `createWatchTree`. */
export type WatchTree = {
  watcher: Address;
  epoch: number;
  /** What goes on the chain. */
  root: bigint;
  /** Number of leaves. */
  size: number;
  /**
   * The leaf of one provider with its path.
   *
   * @throws uptime/unknown-provider
   */
  opening(provider: Address): WatchOpening;
};

/** What a watcher recorded of one provider. */
export type WatchRecord = {
  /** Place of the leaf, the watcher's own choice; the record's place in the list if left out. */
  index?: number;
  provider: Address;
  bitmap: Bitmap;
  /** A fresh random field element: `randomField()`. The same records and salts make the same tree. */
  salt: bigint;
};

export type CreateWatchTreeParameters = { watcher: Address; epoch: number; records: readonly WatchRecord[] };

/**
 * Builds a watcher's tree of one epoch: quaternary, depth 8, node = Poseidon(four children), empty leaf 0. About 0.3 ms a leaf.
 *
 * @throws uptime/duplicate-leaf when two records have one provider or one index; uptime/out-of-range, uptime/malformed,
 * crypto/not-a-field-element, crypto/not-loaded
 *
 * @example
 * import { createWatchTree, loadPoseidon, verifyOpening } from '@tallystick/prover/statements';
 *
 * await loadPoseidon();
 * const watcher = '0x70997970C51812dc3A010C7d01b50e0d17dc79C8';
 * const provider = '0x3C44CdDdB6a900fa2b585dd299e03d12FA4293BC';
 * const tree = createWatchTree({ watcher, epoch: 41, records: [{ provider, bitmap: 2n ** 96n - 1n, salt: 5n }] });
 * verifyOpening(tree.opening(provider)); // true
 */
export function createWatchTree({ watcher, epoch, records }: CreateWatchTreeParameters): WatchTree {
  const empty = emptyWatchNodes();
  const places = new Map<Address, { index: number; record: WatchRecord }>();
  const leaves = new Map<number, bigint>();
  for (const [i, record] of records.entries()) {
    const { index = i, provider } = record;
    validateInteger(index, {
      field: `records[${i}].index`,
      max: 4 ** WATCH_DEPTH - 1,
      toError: uptimeError.of('uptime/out-of-range'),
    });
    const leaf = watchLeafOf({ watcher, provider, epoch, bitmap: record.bitmap, salt: record.salt });
    const name = getAddress(provider);
    if (leaves.has(index)) throw duplicate(`records[${i}].index`, index);
    if (places.has(name)) throw duplicate(`records[${i}].provider`, name);
    leaves.set(index, leaf);
    places.set(name, { index, record });
  }
  const levels = [leaves];
  for (let height = 0; height < WATCH_DEPTH; height++) {
    const below = levels[height] ?? leaves;
    const above = new Map<number, bigint>();
    for (const child of below.keys()) {
      const at = Math.floor(child / 4);
      if (!above.has(at)) above.set(at, poseidon([0, 1, 2, 3].map((i) => nodeAt(below, 4 * at + i, empty[height]))));
    }
    levels.push(above);
  }
  const common = {
    watcher: getAddress(watcher),
    epoch,
    root: nodeAt(levels[WATCH_DEPTH] ?? leaves, 0, empty[WATCH_DEPTH]),
  };
  return {
    ...common,
    size: records.length,
    opening(provider) {
      assertAddress(provider, 'provider');
      const place = places.get(getAddress(provider));
      if (place === undefined) {
        throw uptimeError('uptime/unknown-provider', { facts: { field: 'provider', given: provider, epoch } });
      }
      const { index, record } = place;
      const siblings = levels.slice(0, WATCH_DEPTH).map((nodes, height) => {
        const at = Math.floor(index / 4 ** height);
        const others = [0, 1, 2, 3].filter((i) => i !== at % 4);
        const [a, b, c] = others.map((i) => nodeAt(nodes, at - (at % 4) + i, empty[height]));
        return [a ?? 0n, b ?? 0n, c ?? 0n] as const;
      });
      const { bitmap, salt } = record;
      return { ...common, provider: getAddress(provider), bitmap, salt, index, siblings };
    },
  };
}

function nodeAt(nodes: ReadonlyMap<number, bigint>, index: number, empty = 0n): bigint {
  return nodes.get(index) ?? empty;
}

function duplicate(field: string, given: number | Address): TallystickError {
  return uptimeError('uptime/duplicate-leaf', { facts: { field, given, expected: 'one record each' } });
}

let cached: readonly bigint[] | undefined;

/**
 * Roots of empty watch trees by height: `emptyWatchNodes()[0]` = 0 for a leaf, `emptyWatchNodes()[WATCH_DEPTH]` for a whole tree
 * without a leaf.
 *
 * @throws crypto/not-loaded
 */
export function emptyWatchNodes(): readonly bigint[] {
  if (cached === undefined) {
    const nodes = [0n];
    for (let height = 0; height < WATCH_DEPTH; height++) {
      const below = nodes[height] ?? 0n;
      nodes.push(poseidon([below, below, below, below]));
    }
    cached = nodes;
  }
  return cached;
}
