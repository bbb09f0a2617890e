import { beforeAll, describe, expect, test } from 'vitest';
import { seededRandom } from '../../../test-support/seededRandom.js';
import { FIELD_MODULUS } from '../../core/field.js';
import type { WatchOpening } from './opening.js';
import { parseWatchOpening, serializeWatchOpening, verifyOpening, watchLeafOf } from './opening.js';
import { loadPoseidon, poseidon } from './poseidon.js';
import { createWatchTree, emptyWatchNodes, type WatchRecord } from './watchTree.js';

const watcher = '0x70997970C51812dc3A010C7d01b50e0d17dc79C8';
const epoch = 7;
const random = seededRandom(1);
const provider = (i: number): `0x${string}` => `0x${(0xabc000 + i).toString(16).padStart(40, '1')}`;
const records = (count: number): WatchRecord[] =>
  Array.from({ length: count }, (_, i) => ({
    provider: provider(i),
    bitmap: random() % 2n ** 96n,
    salt: random() % FIELD_MODULUS,
  }));

beforeAll(loadPoseidon);

test('default: poseidon has the published value of circomlib', () => {
  // poseidon([1, 2]) and poseidon([1, 2, 3, 4]), from the tests of circomlibjs.
  expect(poseidon([1n, 2n])).toBe(0x115cc0f5e7d690413df64c6b9662e9cf2a3617f2743245519e19607a4417189an);
  expect(poseidon([1n, 2n, 3n, 4n])).toBe(0x299c867db6c1fdd79dcefa40e4510b9837e60ebb1ce0663dbaa525df65250465n);
});

describe('createWatchTree', () => {
  test('default: two leaves hashed by hand', () => {
    const [a, b] = records(2) as [WatchRecord, WatchRecord];
    const tree = createWatchTree({ watcher, epoch, records: [a, { ...b, index: 6 }] });
    let node = poseidon([
      poseidon([watchLeafOf({ ...a, watcher, epoch }), 0n, 0n, 0n]),
      poseidon([0n, 0n, watchLeafOf({ ...b, watcher, epoch }), 0n]),
      poseidon([0n, 0n, 0n, 0n]),
      poseidon([0n, 0n, 0n, 0n]),
    ]);
    for (let height = 2; height < 8; height++) {
      const empty = emptyWatchNodes()[height] ?? 0n;
      node = poseidon([node, empty, empty, empty]);
    }
    expect(tree).toMatchObject({ root: node, size: 2, watcher, epoch });
  });

  test('default: the leaf is the hash of its five parts', () => {
    const [record] = records(1) as [WatchRecord];
    const { bitmap, salt } = record;
    const parts = [BigInt(watcher), BigInt(record.provider), BigInt(epoch), bitmap, salt];
    expect(watchLeafOf({ ...record, watcher, epoch })).toBe(poseidon(parts));
  });

  test('behavior: every opening verifies, as does its JSON', () => {
    const all = records(40).map((record, i) => ({ ...record, index: i === 39 ? 4 ** 8 - 1 : 5 * i }));
    const tree = createWatchTree({ watcher, epoch, records: all });
    for (const record of all) {
      const opening = tree.opening(record.provider);
      expect(opening).toMatchObject({ epoch, bitmap: record.bitmap, index: record.index, root: tree.root });
      expect(verifyOpening(opening)).toBe(true);
      expect(parseWatchOpening(JSON.parse(JSON.stringify(serializeWatchOpening(opening))))).toEqual(opening);
    }
  });

  test('behavior: a tree without leaves has the empty root', () => {
    expect(createWatchTree({ watcher, epoch, records: [] }).root).toBe(emptyWatchNodes()[8]);
  });

  test('behavior: 2,000 leaves take seconds, and every tree of the same records is the same', () => {
    const many = records(2000);
    const start = performance.now();
    const tree = createWatchTree({ watcher, epoch, records: many });
    expect(performance.now() - start).toBeLessThan(15_000);
    expect(verifyOpening(tree.opening(provider(1999)))).toBe(true);
    expect(createWatchTree({ watcher, epoch, records: many }).root).toBe(tree.root);
  });

  test('error: two records of one provider or at one index', () => {
    const [a, b] = records(2) as [WatchRecord, WatchRecord];
    const lower = { ...b, provider: a.provider.toLowerCase() as `0x${string}` };
    expect(() => createWatchTree({ watcher, epoch, records: [a, lower] })).toThrow(
      expect.objectContaining({
        code: 'uptime/duplicate-leaf',
        facts: expect.objectContaining({ field: 'records[1].provider' }),
      }),
    );
    expect(() => createWatchTree({ watcher, epoch, records: [a, { ...b, index: 0 }] })).toThrow(
      expect.objectContaining({
        code: 'uptime/duplicate-leaf',
        facts: expect.objectContaining({ field: 'records[1].index', given: 0 }),
      }),
    );
  });

  test.each([-1, 4 ** 8, 0.5])('error: index %s', (index) => {
    expect(() =>
      createWatchTree({ watcher, epoch, records: records(1).map((record) => ({ ...record, index })) }),
    ).toThrow(expect.objectContaining({ code: 'uptime/out-of-range' }));
  });

  test('error: a provider that was not watched', () => {
    const tree = createWatchTree({ watcher, epoch, records: records(1) });
    expect(() => tree.opening(provider(9))).toThrow(expect.objectContaining({ code: 'uptime/unknown-provider' }));
  });
});

describe('verifyOpening', () => {
  const opening = (): WatchOpening => createWatchTree({ watcher, epoch, records: records(9) }).opening(provider(5));

  test.each<[string, (given: WatchOpening) => Partial<WatchOpening>]>([
    ['watcher', () => ({ watcher: provider(0) })],
    ['provider', () => ({ provider: provider(6) })],
    ['epoch', () => ({ epoch: epoch + 1 })],
    ['bitmap', ({ bitmap }) => ({ bitmap: bitmap ^ 1n })],
    ['salt', ({ salt }) => ({ salt: (salt + 1n) % FIELD_MODULUS })],
    ['index', ({ index }) => ({ index: index ^ 1 })],
    [
      'sibling',
      ({ siblings }) => ({ siblings: siblings.map(([a, b, c], i) => (i === 3 ? [b, a + 1n, c] : [a, b, c])) }),
    ],
    ['root', ({ root }) => ({ root: root ^ 1n })],
  ])('behavior: another %s does not fit', (_name, change) => {
    const given = opening();
    expect(verifyOpening({ ...given, ...change(given) })).toBe(false);
  });

  test('error: a path that is too short, too long, or has gaps', () => {
    const given = opening();
    for (const siblings of [
      given.siblings.slice(1),
      [...given.siblings, [0n, 0n, 0n]],
      given.siblings.map(() => [0n]),
    ]) {
      expect(() => verifyOpening({ ...given, siblings } as unknown as WatchOpening)).toThrow(
        expect.objectContaining({ code: 'uptime/malformed', facts: expect.objectContaining({ field: 'siblings' }) }),
      );
    }
    expect(() => verifyOpening({ ...given, index: 4 ** 8 })).toThrow(
      expect.objectContaining({ code: 'uptime/out-of-range' }),
    );
  });
});

describe('parseWatchOpening', () => {
  const json = (): Record<string, unknown> => ({
    ...serializeWatchOpening(createWatchTree({ watcher, epoch, records: records(3) }).opening(provider(1))),
  });
  const word = `0x${FIELD_MODULUS.toString(16)}`;

  test.each<[string, unknown]>([
    ['watcher', '0x12'],
    ['watcher', `0x${'0'.repeat(40)}`],
    ['provider', undefined],
    ['epoch', 2 ** 32],
    ['epoch', '7'],
    ['bitmap', '0x1'],
    ['bitmap', `0x${'f'.repeat(26)}`],
    ['salt', word],
    ['salt', 5],
    ['index', 4 ** 8],
    ['siblings', []],
    ['siblings', undefined],
    ['siblings[2]', ['0x0']],
    ['siblings[2][1]', word],
    ['root', 'root'],
    ['more', 1],
  ])('error: %s = %s', (field, value) => {
    const body = json();
    const [, at, inner] = /^siblings\[(\d)\](?:\[(\d)\])?$/.exec(field) ?? [];
    if (at === undefined) body[field] = value;
    else if (inner === undefined) (body.siblings as unknown[])[Number(at)] = value;
    else ((body.siblings as unknown[][])[Number(at)] ?? [])[Number(inner)] = value;
    expect(() => parseWatchOpening(body, 'openings[2]')).toThrow(
      expect.objectContaining({
        code: 'uptime/malformed',
        facts: expect.objectContaining({ field: `openings[2].${field}`, expected: expect.any(String) }),
      }),
    );
  });

  test.each([null, [], 'text', 5])('error: %s is no opening', (body) => {
    expect(() => parseWatchOpening(body)).toThrow(
      expect.objectContaining({ facts: expect.objectContaining({ field: 'opening', expected: 'an object' }) }),
    );
  });

  test('error: secrets are never shown', () => {
    const secret = `0x${'ab'.repeat(31)}`;
    for (const field of ['bitmap', 'salt']) {
      const failure = (() => {
        try {
          parseWatchOpening({ ...json(), [field]: secret });
        } catch (error) {
          return error;
        }
      })();
      expect(`${failure} ${JSON.stringify(failure)}`).toContain(field);
      expect(`${failure} ${JSON.stringify(failure)}`).not.toContain('abab');
    }
  });
});
