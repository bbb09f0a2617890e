import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { loadPrimitives, MODULUS, mod, type Point, type Primitives } from '../../scripts/primitives.mjs';
import { statementNamed } from '../../scripts/statement-sources.mjs';
import { CircomProgram } from '../support/CircomProgram.js';
import { endCurve } from '../support/endCurve.js';
import { seeded } from '../support/seeded.js';
import { leafOf, type TestAccount, type Triple, wordOf } from '../support/TestAccount.js';
import { TestTree } from '../support/TestTree.js';
import { vectors } from '../support/vectors.js';

// circom's runtime prints what it also throws.
vi.spyOn(console, 'error').mockImplementation(() => {});

const DEPTH = 16;
const PUBLIC = 5;
const SERIAL = 77;
const BEFORE: Triple = [10n, 20n, 30n];
const AFTER: Triple = [1_010n, 20n, 2n ** 44n - 1n];
const MOST = 2n ** 44n - 1n;

type UsageInputs = {
  serial: bigint;
  rootA: bigint;
  rootB: bigint;
  resource: bigint;
  minIncrease: bigint;
  owner: bigint[];
  viewKey: bigint;
  words: bigint[];
  blindings: bigint[];
  siblings: bigint[][][];
  presentA: bigint;
};

let program: CircomProgram;
let primitives: Primitives;
let owner: Point;
let honest: UsageInputs;
let witness: bigint[];
const draw = seeded(5n);

const earning = (changes: Partial<TestAccount> = {}): TestAccount => ({
  serial: SERIAL,
  privateKey: 5n,
  owner,
  providerSerial: 0n,
  prices: [0n, 0n, 0n],
  expiry: 0n,
  viewKey: 99n,
  balance: 1_000n,
  counters: BEFORE,
  nonce: 1n,
  blinding: 123n,
  ...changes,
});

/** The inputs for one account at two states, with neighbours that change in between; `before` undefined where it is absent. */
function inputsOf(
  before: TestAccount | undefined,
  after: TestAccount,
  changes: Partial<UsageInputs> = {},
): UsageInputs {
  const tree = new TestTree(primitives);
  const place = after.place ?? after.serial;
  const states = [before, after].map((account, i) => {
    tree.set(place + 1, BigInt(i) + 1_000n);
    tree.set(1_000_000 + i, BigInt(i) + 2_000n);
    if (account !== undefined) tree.set(place, leafOf(primitives, account));
    const siblings = tree.path(place, DEPTH).map((level, height) => {
      const digit = Math.floor(place / 4 ** height) % 4;
      return level.filter((_, k) => k !== digit);
    });
    return {
      root: tree.root(),
      siblings,
      word: account === undefined ? 0n : wordOf(account),
      blinding: account?.blinding ?? 0n,
    };
  });
  return {
    serial: BigInt(place),
    rootA: states[0]?.root ?? 0n,
    rootB: states[1]?.root ?? 0n,
    resource: 0n,
    minIncrease: 1_000n,
    owner: [after.owner.x, after.owner.y],
    viewKey: after.viewKey,
    words: states.map(({ word }) => word),
    blindings: states.map(({ blinding }) => blinding),
    siblings: states.map(({ siblings }) => siblings),
    presentA: before === undefined ? 0n : 1n,
    ...changes,
  };
}

beforeAll(async () => {
  [program, primitives] = await Promise.all([CircomProgram.statement('usage'), loadPrimitives()]);
  owner = primitives.publicKey(5n);
  honest = inputsOf(earning(), earning({ counters: AFTER, balance: 2n ** 88n - 1n, blinding: 456n }));
  witness = await program.solve(honest);
});
afterAll(endCurve);

const changedAt = (place: number, delta = 1n) => witness.map((value, i) => (i === place ? mod(value + delta) : value));

describe('honest', () => {
  test('default: takes the witness of an increase, in the constraints that circuits.json commits', async () => {
    expect(program.failing(witness)).toEqual([]);
    expect(await program.check(witness)).toBe(true);
    const { constraints, logConstraints, publicInputs } = statementNamed('usage');
    expect(program.r1cs.constraints).toBe(constraints);
    expect(constraints + publicInputs.length + 1).toBeLessThanOrEqual(2 ** logConstraints);
    const { serial, rootA, rootB, resource, minIncrease } = honest;
    expect(program.r1cs.publicSignals).toBe(PUBLIC);
    expect(witness.slice(1, PUBLIC + 1)).toEqual([serial, rootA, rootB, resource, minIncrease]);
  });

  test('behavior: takes the pinned vector for each resource, up to the increase itself', async () => {
    const { serial, owner: key, viewKey, states, increases } = vectors('usage');
    const inputs = {
      ...{ serial, viewKey, owner: [key.x, key.y], presentA: 1 },
      ...{ rootA: states[0]?.root ?? '', rootB: states[1]?.root ?? '' },
      words: states.map(({ word }) => word),
      blindings: states.map(({ blinding }) => blinding),
      siblings: states.map(({ siblings }) => siblings),
    };
    for (const [resource, increase] of increases.entries()) {
      await expect(program.solve({ ...inputs, resource, minIncrease: increase })).resolves.toBeDefined();
      const more = String(BigInt(increase) + 1n);
      await expect(program.solve({ ...inputs, resource, minIncrease: more })).rejects.toThrow('Bits');
    }
  });

  test.each<[string, Partial<UsageInputs>]>([
    ['less than the increase', { minIncrease: 1n }],
    ['no increase', { resource: 1n, minIncrease: 0n }],
    ['the largest counter', { resource: 2n, minIncrease: MOST - 30n }],
  ])('behavior: %s', async (_name, changes) => {
    await expect(program.solve({ ...honest, ...changes })).resolves.toBeDefined();
  });

  test('behavior: the account may be absent at the first root', async () => {
    const inputs = inputsOf(undefined, earning({ counters: AFTER }), { resource: 2n, minIncrease: MOST });
    expect(program.failing(await program.solve(inputs))).toEqual([]);
  });

  test('behavior: any serial of the tree', async () => {
    const last = earning({ serial: 2 ** 32 - 1, counters: AFTER });
    await expect(program.solve(inputsOf({ ...last, counters: BEFORE }, last))).resolves.toBeDefined();
  });
});

describe('no other witness', () => {
  test('behavior: every signal is held by a constraint, whatever it is changed by', () => {
    for (const delta of [1n, MODULUS - 1n, draw(253)]) expect(program.loose(witness, delta)).toEqual([]);
  });

  test('behavior: the same where the account was absent', async () => {
    const absent = await program.solve(inputsOf(undefined, earning({ counters: AFTER })));
    // The leaf's hash at the first root is multiplied by 0, so the S-boxes behind its output are all that stays free.
    const free = new Set(program.loose(absent, 1n));
    const names = [...program.signals].filter(([, place]) => free.has(place)).map(([name]) => name);
    for (const name of names) expect(name).toMatch(/^at\[0\]\.leaf\./);
  });

  test('behavior: snarkjs wtns check refuses a change in each of a sample of signals', async () => {
    const named = [
      'serial',
      'rootA',
      'rootB',
      'resource',
      'minIncrease',
      'viewKey',
      'owner[1]',
      'words[1]',
      'blindings[0]',
      'presentA',
    ];
    const places = named.map((name) => program.signals.get(name)).filter((place) => place !== undefined);
    expect(places).toHaveLength(named.length);
    const drawn = Array.from({ length: 4 }, () => Number(draw(32)) % witness.length).filter((place) => place > 0);
    for (const place of [...places, ...drawn])
      expect(await program.check(changedAt(place)), `signal ${place}`).toBe(false);
  });
});

describe('false statements', () => {
  test.each<[string, (inputs: UsageInputs) => Partial<UsageInputs>]>([
    ['more than the increase', () => ({ minIncrease: 1_001n })],
    ['more than the increase of another resource', () => ({ resource: 1n, minIncrease: 1n })],
    [
      'states in the wrong order',
      ({ rootA, rootB, words, blindings, siblings }) => ({
        ...{ rootA: rootB, rootB: rootA, minIncrease: 0n },
        ...{ words: [...words].reverse(), blindings: [...blindings].reverse(), siblings: [...siblings].reverse() },
      }),
    ],
    ['another serial', ({ serial }) => ({ serial: serial + 1n })],
    ['a serial beyond the tree', ({ serial }) => ({ serial: serial + 2n ** 32n })],
    ['another first root', ({ rootB }) => ({ rootA: rootB })],
    ['another second root', ({ rootA }) => ({ rootB: rootA })],
    ['a resource that there is none of', () => ({ resource: 3n })],
    ['a minimum of 45 bits', () => ({ minIncrease: 2n ** 44n })],
    ['a negative minimum', () => ({ minIncrease: MODULUS - 1n })],
    ['another word', ({ words }) => ({ words: [words[0] ?? 0n, (words[1] ?? 0n) + (1n << 88n)] })],
    ['another blinding', ({ blindings }) => ({ blindings: [1n, blindings[1] ?? 0n] })],
    ['another owner', ({ owner: [x = 0n] }) => ({ owner: [x, 1n] })],
    ['another view key', () => ({ viewKey: 98n })],
    ['an absent account that is there', () => ({ presentA: 0n })],
    [
      'an absent account with its leaf left out',
      ({ blindings, words }) => ({
        ...{ presentA: 0n, words: [0n, words[1] ?? 0n], blindings: [0n, blindings[1] ?? 0n] },
      }),
    ],
    ['a presence that is no flag', () => ({ presentA: 2n })],
  ])('error: %s', async (_name, change) => {
    await expect(program.solve({ ...honest, ...change(honest) })).rejects.toThrow('Assert Failed');
  });

  test.each<[string, Partial<TestAccount>]>([
    ['an allowance', { providerSerial: 3n }],
    ['an account with prices', { prices: [1n, 0n, 0n] }],
    ['an account that expires', { expiry: 1n }],
    ['a leaf of another serial', { place: 78 }],
    ['a word of 245 bits', { nonce: 2n ** 24n }],
  ])('error: %s', async (_name, changes) => {
    const inputs = inputsOf(earning(changes), earning({ counters: AFTER, ...changes }));
    await expect(program.solve(inputs)).rejects.toThrow('Assert Failed');
  });

  // What a prover without our witness generator would try: a sound witness of something else under the honest public inputs.
  test('error: the witness of another account, of another increase', async () => {
    const others = [
      inputsOf(earning({ viewKey: 1n }), earning({ viewKey: 1n, counters: AFTER })),
      inputsOf(earning(), earning({ counters: [5_000n, 0n, 0n] }), { minIncrease: 4_990n }),
    ];
    for (const other of others) {
      const forged = await program.solve(other);
      expect(program.failing(forged)).toEqual([]);
      forged.splice(1, PUBLIC, ...witness.slice(1, PUBLIC + 1));
      expect(program.failing(forged)).not.toEqual([]);
    }
  });
});
