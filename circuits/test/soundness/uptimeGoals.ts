import { mod } from '../../scripts/primitives.mjs';
import { loadPoseidon } from '../support/TestCommittee.js';
import type { Goal, Inputs } from './circomLies.js';
import { UptimeWorld } from './uptimeWorld.js';

const ALL_UP = 2n ** 96n - 1n;
/** Its digits are 1, 3, 0, 2, then 0. */
const INDEX = 0b10_00_11_01n;
/** Two see the provider up, the first doesn't: all slots are missed, by one voice. */
const BITMAPS = [0n, ALL_UP, ALL_UP, 0n, 0n];

/** What somebody would have the statement uptime say that isn't so. */
export async function createUptimeGoals() {
  const hash = await loadPoseidon();
  const world = new UptimeWorld();
  const inputs = (bitmaps: readonly bigint[], changes: Record<string, bigint[]> = {}) =>
    world.inputs({ hash, seed: 2n, bitmaps }, ({ indices }) => ({ indices: withFirst(indices, INDEX), ...changes }));
  const honest = inputs(BITMAPS);
  const better = { ...honest, bitmaps: withFirst(honest.bitmaps, ALL_UP) };
  const firstLeaf = { signal: 'leaf[0].out', near: 'leaf[0]' };

  const otherProvider = world.inputs({ hash, seed: 2n, bitmaps: withFirst(BITMAPS, ALL_UP), provider: 99n });
  const planted = {
    roots: withFirst(honest.roots, otherProvider.roots[0] ?? 0n),
    indices: withFirst(honest.indices, otherProvider.indices[0] ?? 0n),
    bitmaps: better.bitmaps,
  };
  const wide = 2n ** 160n + 5n;
  const long = 2n ** 96n + ALL_UP;
  const watchers = honest.watchers;
  const goals: Goal[] = [
    { name: 'a bitmap that sees more', inputs: better, references: [{ inputs: honest }], targets: [firstLeaf] },
    { name: 'fewer missed slots', inputs: honest, references: [{ inputs: better }, { told: { missedSlots: 0n } }] },
    {
      name: 'bits that see more',
      inputs: honest,
      told: Object.fromEntries(Array.from({ length: 96 }, (_, i) => [`bitmapBits[0].bits[${i}]`, 1n])),
    },
    {
      name: 'a bit that makes up for another',
      inputs: honest,
      told: { 'bitmapBits[0].bits[0]': mod(-2n), 'bitmapBits[0].bits[1]': 1n },
    },
    {
      name: 'a member that is left out sees something',
      inputs: { ...better, present: withFirst(honest.present, 0n) },
    },
    {
      name: 'a member without a root sees something',
      inputs: { ...better, present: withFirst(honest.present, 0n), roots: withFirst(honest.roots, 0n) },
    },
    {
      name: 'a watcher of 161 bits',
      inputs: inputs(withFirst(BITMAPS, ALL_UP), { watchers: withFirst(watchers, wide) }),
      references: [{ told: { 'watcherRange[0].in': 5n } }],
    },
    {
      name: 'a bitmap of 97 bits',
      inputs: inputs(withFirst(BITMAPS, long)),
      references: [{ told: { 'bitmapBits[0].in': ALL_UP } }],
    },
    {
      name: "another provider's leaf",
      inputs: { ...honest, ...planted },
      references: [{ told: { 'leaf[0].in[1]': 99n } }],
    },
    {
      name: "another member's root and leaf",
      inputs: {
        ...honest,
        ...Object.fromEntries(
          (['watchers', 'bitmaps', 'salts', 'indices', 'siblings'] as const).map((name) => [
            name,
            [honest[name][1], ...honest[name].slice(1)],
          ]),
        ),
      },
      references: [{ inputs: honest }],
    },
    {
      name: 'two of five as a quorum',
      inputs: honest,
      told: Object.fromEntries(
        Array.from({ length: 96 }, (_, slot) => [[`seen[${slot}].bits[2]`, 1n]] as [string, bigint][]).flat(),
      ),
    },
    {
      name: 'two of five as a quorum, made up for by a bit',
      inputs: honest,
      told: { 'seen[0].bits[2]': 1n, 'seen[0].bits[0]': mod(-1n), 'seen[0].bits[1]': 0n },
    },
    {
      name: 'presence twice over',
      inputs: { ...better, present: withFirst(honest.present, 2n) },
    },
  ];
  return {
    goals: goals as readonly Goal[],
    isTrue: (publicSignals: readonly bigint[]) => world.isTrue(publicSignals),
    family: {
      lying: [1n, 2n, 3n, 4n].map((salt): Inputs => ({ ...better, salts: withFirst(honest.salts, salt) })),
      honest: honest as Inputs,
      path: { component: 'tree[0]', siblings: 'siblings[0]' },
    },
  };
}

function withFirst<Value>(values: readonly Value[], first: Value): Value[] {
  return [first, ...values.slice(1)];
}
