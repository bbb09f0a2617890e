import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { MODULUS, mod } from '../../scripts/primitives.mjs';
import { statementNamed } from '../../scripts/statement-sources.mjs';
import { CircomProgram } from '../support/CircomProgram.js';
import { endCurve } from '../support/endCurve.js';
import { seeded } from '../support/seeded.js';
import {
  loadPoseidon,
  missedSlots,
  type PoseidonHash,
  rootOf,
  type UptimeInputs,
  uptimeInputs,
} from '../support/TestCommittee.js';
import { vectors } from '../support/vectors.js';

// circom's runtime prints what it also throws.
vi.spyOn(console, 'error').mockImplementation(() => {});

const PUBLIC = 8;
const ALL_UP = (1n << 96n) - 1n;

let program: CircomProgram;
let hash: PoseidonHash;
let honest: UptimeInputs;
let witness: bigint[];
const draw = seeded(1n);
const bitmaps = Array.from({ length: 5 }, () => draw(96) | draw(96));

beforeAll(async () => {
  [program, hash] = await Promise.all([CircomProgram.statement('uptime'), loadPoseidon()]);
  honest = uptimeInputs({ hash, seed: 2n, bitmaps });
  witness = await program.solve(honest);
});
afterAll(endCurve);

const publicInputs = (values: readonly bigint[]) => values.slice(1, PUBLIC + 1);
const listed = (missed: bigint, { provider, epoch, roots }: UptimeInputs) => [missed, provider, epoch, ...roots];
const withMember = <Value>(values: readonly Value[], value: Value, member = 0) =>
  values.map((kept, i) => (i === member ? value : kept));

describe('honest', () => {
  test('default: takes the witness of five members, in the constraints that circuits.json commits', async () => {
    expect(publicInputs(witness)).toEqual(listed(missedSlots(bitmaps), honest));
    expect(program.failing(witness)).toEqual([]);
    expect(await program.check(witness)).toBe(true);
    const { constraints, logConstraints, publicInputs: names } = statementNamed('uptime');
    expect(program.r1cs.constraints).toBe(constraints);
    expect(constraints + names.length + 1).toBeLessThanOrEqual(2 ** logConstraints);
    expect(names).toHaveLength(program.r1cs.publicSignals);
  });

  test('behavior: gives the pinned vector', async () => {
    const { provider, epoch, missedSlots: missed, members } = vectors('watch').committee;
    const inputs = {
      ...{ provider, epoch },
      roots: members.map(({ root }) => root),
      watchers: members.map(({ watcher }) => watcher),
      bitmaps: members.map(({ bitmap }) => bitmap),
      salts: members.map(({ salt }) => salt),
      indices: members.map(({ index }) => index),
      siblings: members.map(({ siblings }) => siblings),
      present: members.map(({ present }) => (present ? 1 : 0)),
    };
    expect((await program.solve(inputs))[1]).toBe(BigInt(missed));
  });

  test.each([
    ['nobody posted', [undefined, undefined, undefined, undefined, undefined], 96n],
    ['two saw it up', [ALL_UP, undefined, ALL_UP, undefined, undefined], 96n],
    ['three saw it up', [ALL_UP, undefined, ALL_UP, undefined, ALL_UP], 0n],
    ['two of five saw it down', [ALL_UP, 0n, ALL_UP, 0n, ALL_UP], 0n],
    ['three of five saw it down', [ALL_UP, 0n, 0n, 0n, ALL_UP], 96n],
    ['up in the last slot only', [1n << 95n, 1n << 95n, 1n << 95n, 0n, undefined], 95n],
  ])('behavior: %s', async (_name, seen, missed) => {
    const inputs = uptimeInputs({ hash, seed: 3n, bitmaps: seen });
    expect(publicInputs(await program.solve(inputs))).toEqual(listed(missed, inputs));
  });

  test('behavior: a member that posted may be left out, and counts as down', async () => {
    const inputs = { ...honest, bitmaps: withMember(bitmaps, 0n, 4), present: withMember(honest.present, 0n, 4) };
    const missed = missedSlots(withMember<bigint | undefined>(bitmaps, undefined, 4));
    expect(publicInputs(await program.solve(inputs))).toEqual(listed(missed, honest));
    expect(missed).toBeGreaterThan(missedSlots(bitmaps));
  });
});

describe('not stated', () => {
  test("behavior: whose leaf lies under a root: another member's root, copied, counts like the original", async () => {
    const copied = <Value>(values: readonly Value[]) => values.map((kept, i) => (i === 1 ? (values[0] ?? kept) : kept));
    const { roots, watchers, salts, indices, siblings } = honest;
    const inputs: UptimeInputs = {
      ...honest,
      roots: copied(roots),
      watchers: copied(watchers),
      bitmaps: copied(bitmaps),
      salts: copied(salts),
      indices: copied(indices),
      siblings: copied(siblings),
    };
    expect(publicInputs(await program.solve(inputs))).toEqual(listed(missedSlots(copied(bitmaps)), inputs));
  });
});

describe('no other witness', () => {
  test('behavior: every signal is held by a constraint, whatever it is changed by', () => {
    for (const delta of [1n, MODULUS - 1n, draw(253)]) expect(program.loose(witness, delta)).toEqual([]);
  });

  test('behavior: where a member is absent without a root, only its root and the unused inverse are free', async () => {
    const absent = await program.solve(
      uptimeInputs({ hash, seed: 2n, bitmaps: withMember<bigint | undefined>(bitmaps, undefined, 3) }),
    );
    expect(program.loose(absent, 1n)).toEqual([program.signals.get('roots[3]'), program.signals.get('inverse[3]')]);
  });

  test('behavior: snarkjs wtns check refuses a change in each of a sample of signals', async () => {
    const named = [
      'missedSlots',
      'provider',
      'epoch',
      'roots[4]',
      'bitmaps[2]',
      'salts[0]',
      'siblings[1][7][2]',
      'inverse[0]',
    ];
    const places = named.map((name) => program.signals.get(name)).filter((place) => place !== undefined);
    expect(places).toHaveLength(named.length);
    const drawn = Array.from({ length: 4 }, () => Number(draw(32)) % witness.length).filter((place) => place > 0);
    for (const place of [...places, ...drawn]) {
      const changed = withMember(witness, mod((witness[place] ?? 0n) + 1n), place);
      expect(await program.check(changed), `signal ${place}`).toBe(false);
    }
  });
});

describe('false statements', () => {
  test.each<[string, (inputs: UptimeInputs) => Partial<UptimeInputs>]>([
    ['another provider', ({ provider }) => ({ provider: provider + 1n })],
    ['another epoch', ({ epoch }) => ({ epoch: epoch - 1n })],
    ['another watcher', ({ watchers }) => ({ watchers: withMember(watchers, watchers[1] ?? 0n) })],
    ['another bitmap', () => ({ bitmaps: withMember(bitmaps, ALL_UP) })],
    ['another salt', ({ salts }) => ({ salts: withMember(salts, 1n) })],
    ['another index', ({ indices }) => ({ indices: withMember(indices, (indices[0] ?? 0n) ^ 1n) })],
    ['another path', ({ siblings }) => ({ siblings: withMember(siblings, siblings[1] ?? []) })],
    ['a root of another member', ({ roots }) => ({ roots: withMember(roots, roots[1] ?? 0n) })],
    ['a present member without a root', ({ roots }) => ({ roots: withMember(roots, 0n) })],
    ['an absent member that saw something', ({ present }) => ({ present: withMember(present, 0n) })],
    ['a presence that is no flag', ({ present }) => ({ present: withMember(present, 2n) })],
    ['an index beyond the tree', ({ indices }) => ({ indices: withMember(indices, (indices[0] ?? 0n) + 4n ** 8n) })],
  ])('error: %s', async (_name, change) => {
    await expect(program.solve({ ...honest, ...change(honest) })).rejects.toThrow('Assert Failed');
  });

  test('error: a bitmap of 97 bits, a watcher of 161, with roots that hold them', async () => {
    const long = uptimeInputs({ hash, seed: 2n, bitmaps: withMember(bitmaps, 1n << 96n) });
    await expect(program.solve(long)).rejects.toThrow('Bits');
    const [watcher = 0n, salt = 0n, index = 0n] = [1n << 160n, honest.salts[0], honest.indices[0]];
    const leaf = hash([watcher, honest.provider, honest.epoch, bitmaps[0] ?? 0n, salt]);
    const roots = withMember(honest.roots, rootOf(hash, leaf, index, honest.siblings[0] ?? []));
    await expect(program.solve({ ...honest, roots, watchers: withMember(honest.watchers, watcher) })).rejects.toThrow(
      'Bits',
    );
  });

  // What a prover without our witness generator would try: a sound witness of something else under the honest public inputs.
  test.each<[string, (inputs: UptimeInputs) => UptimeInputs]>([
    ['provider', ({ provider }) => uptimeInputs({ hash, seed: 2n, bitmaps, provider: provider + 1n })],
    ['epoch', ({ epoch }) => uptimeInputs({ hash, seed: 2n, bitmaps, epoch: epoch - 1n })],
    ['bitmap', () => uptimeInputs({ hash, seed: 2n, bitmaps: withMember(bitmaps, ALL_UP) })],
    ['tree', () => uptimeInputs({ hash, seed: 4n, bitmaps })],
  ])('error: the witness of another %s', async (_name, other) => {
    const forged = await program.solve(other(honest));
    expect(program.failing(forged)).toEqual([]);
    forged.splice(2, PUBLIC - 1, ...witness.slice(2, PUBLIC + 1));
    // The best that can be done about the hints that depend on the roots.
    for (let i = 0; i < 5; i++) {
      const place = program.signals.get(`inverse[${i}]`) ?? 0;
      forged[place] = witness[place] ?? 0n;
    }
    expect(program.failing(forged)).not.toEqual([]);
  });
});
