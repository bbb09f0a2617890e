import { BackendType, BarretenbergSync } from '@aztec/bb.js';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { seededRandom } from '../../../../test-support/seededRandom.js';
import { bytesToField, FIELD_MODULUS, fieldToBytes, GRUMPKIN_ORDER } from '../../field.js';
import { challengeInputs, GENERATOR } from '../bbScheme.js';
import type { Point, SchnorrSignature } from '../CryptoEngine.js';
import { type Curve, createCurve } from './createCurve.js';
import { createOwnerTables } from './createOwnerTables.js';
import { createVerifier } from './createVerifier.js';
import { LAMBDA } from './scalars.js';

let library: BarretenbergSync;
let curve: Curve;
beforeAll(async () => {
  library = await BarretenbergSync.new({ backend: BackendType.Wasm, threads: 1, skipSrsInit: true });
  curve = await createCurve();
});
afterAll(() => library.destroy());

const random = seededRandom(31);
const modulo = (value: bigint): bigint => ((value % GRUMPKIN_ORDER) + GRUMPKIN_ORDER) % GRUMPKIN_ORDER;
const pick = <Item>(items: readonly Item[]): Item => items[Number(random() % BigInt(items.length))] as Item;

function keyOf(privateKey: bigint): Point {
  const { publicKey } = library.schnorrComputePublicKey({ privateKey: fieldToBytes(privateKey) });
  return { x: bytesToField(publicKey.x), y: bytesToField(publicKey.y) };
}

function sign(message: bigint, privateKey: bigint): SchnorrSignature {
  const { s, e } = library.schnorrConstructSignature({
    messageField: fieldToBytes(message),
    privateKey: fieldToBytes(privateKey),
  });
  return { s: bytesToField(s), e: bytesToField(e) };
}

const theirs = (message: bigint, { x, y }: Point, { s, e }: SchnorrSignature): boolean =>
  library.schnorrVerifySignature({
    messageField: fieldToBytes(message),
    publicKey: { x: fieldToBytes(x), y: fieldToBytes(y) },
    s: fieldToBytes(s),
    e: fieldToBytes(e),
  }).verified;

const verifierOf = (madeAt: number, base = GENERATOR) =>
  createVerifier<bigint>(curve, createOwnerTables(curve, { madeAt }), {
    base,
    challenge: (nonceX, publicKey, message) => curve.hash(challengeInputs(nonceX, publicKey, message)),
  });

/** What the challenge is asked for: x of s · base + e · key, or undefined where it is at infinity. */
function nonceReader(
  madeAt: number,
  base = GENERATOR,
): (publicKey: Point, signature: SchnorrSignature) => bigint | undefined {
  let read: bigint | undefined;
  const verify = createVerifier<undefined>(curve, createOwnerTables(curve, { madeAt }), {
    base,
    challenge(nonceX) {
      read = nonceX;
      return 0n;
    },
  });
  return (publicKey, signature) => {
    read = undefined;
    verify(undefined, publicKey, signature);
    return read;
  };
}

test('default: judges signatures as bb.js does, of keys seen first and often', () => {
  const verify = verifierOf(8);
  const keys = [
    1n,
    2n,
    3n,
    255n,
    GRUMPKIN_ORDER - 1n,
    GRUMPKIN_ORDER - 2n,
    ...Array.from({ length: 24 }, () => modulo(random())),
  ];
  const counts = { good: 0, bad: 0 };
  for (let i = 0; i < 300; i++) {
    const privateKey = pick(keys);
    const message = pick([0n, 1n, FIELD_MODULUS - 1n, random() % FIELD_MODULUS]);
    const publicKey = keyOf(privateKey);
    const good = sign(message, privateKey);
    const cases: [bigint, Point, SchnorrSignature][] = [
      [message, publicKey, good],
      [(message + 1n) % FIELD_MODULUS, publicKey, good],
      [message, { x: publicKey.x, y: FIELD_MODULUS - publicKey.y }, good],
      [message, publicKey, { ...good, s: GRUMPKIN_ORDER - good.s }],
      [message, publicKey, { ...good, e: FIELD_MODULUS - good.e }],
      [message, publicKey, { s: pick([1n, 2n, GRUMPKIN_ORDER - 1n, good.e]), e: good.e }],
      [message, publicKey, { s: good.s, e: pick([1n, 2n, FIELD_MODULUS - 1n]) }],
    ];
    for (const [of, key, signature] of cases) {
      const isGood = theirs(of, key, signature);
      expect(verify(of, key, signature)).toBe(isGood);
      counts[isGood ? 'good' : 'bad']++;
    }
  }
  expect(counts).toEqual({ good: 300, bad: 1800 });
}, 120_000);

describe("the nonce's point", () => {
  const scalars = [
    ...[
      1n,
      2n,
      3n,
      15n,
      16n,
      17n,
      31n,
      32n,
      33n,
      64n,
      127n,
      128n,
      129n,
      255n,
      256n,
      257n,
      (1n << 126n) - 1n,
      1n << 200n,
    ],
    ...[LAMBDA, LAMBDA + 1n, LAMBDA + 256n],
  ].flatMap((value) => [value, GRUMPKIN_ORDER - value]);
  /** Of keys that are in the base's table, or whose multiples are, and of others. */
  const privateKeys = [
    1n,
    2n,
    3n,
    5n,
    16n,
    128n,
    256n,
    LAMBDA,
    modulo(-LAMBDA - 1n),
    0x1234567890abcdefn << 128n,
  ].flatMap((value) => [value, GRUMPKIN_ORDER - value]);

  test.each([
    ['without a table of the key', Number.MAX_SAFE_INTEGER],
    ['with one', 1],
  ])(
    'default: is right for points that meet their like or their opposite, %s',
    (_, madeAt) => {
      const read = nonceReader(madeAt);
      const known = new Map<bigint, bigint>();
      let infinite = 0;
      for (const privateKey of privateKeys) {
        const publicKey = keyOf(privateKey);
        for (const e of scalars) {
          // Besides what comes about by itself: the same point twice, and its opposite, with something more and without.
          const product = modulo(e * privateKey);
          for (const s of [
            product,
            modulo(-product),
            modulo(1n - product),
            modulo(256n - product),
            pick(scalars),
            pick(scalars),
          ]) {
            if (s === 0n) continue;
            const sum = modulo(s + product);
            const expected = sum === 0n ? undefined : (known.get(sum) ?? keyOf(sum).x);
            if (expected === undefined) infinite++;
            else known.set(sum, expected);
            expect(read(publicKey, { s, e })).toBe(expected);
          }
        }
      }
      expect(infinite).toBeGreaterThanOrEqual(privateKeys.length * scalars.length);
    },
    120_000,
  );

  test.each([
    ['without a table of the key', Number.MAX_SAFE_INTEGER],
    ['with one', 3],
  ])(
    'default: is right at random, %s',
    (_, madeAt) => {
      const read = nonceReader(madeAt);
      const keys = Array.from({ length: 10 }, () => modulo(random()));
      for (let i = 0; i < 300; i++) {
        const privateKey = pick(keys);
        const [s, e] = [modulo(random()), modulo(random())];
        expect(read(keyOf(privateKey), { s, e })).toBe(keyOf(modulo(s + e * privateKey)).x);
      }
    },
    120_000,
  );

  test('behavior: of another base', () => {
    const logarithm = 123456789n;
    const read = nonceReader(2, keyOf(logarithm));
    for (let i = 0; i < 20; i++) {
      const [s, e] = [modulo(random()), modulo(random())];
      expect(read(keyOf(5n), { s, e })).toBe(keyOf(modulo(s * logarithm + e * 5n)).x);
    }
  });
});

test('behavior: refuses a nonce at infinity, as bb.js does', () => {
  const verify = verifierOf(2);
  for (const privateKey of [1n, 5n, GRUMPKIN_ORDER - 1n]) {
    const publicKey = keyOf(privateKey);
    for (const e of [1n, 3n, 3n, 3n]) {
      const signature = { s: modulo(-e * privateKey), e };
      expect(theirs(1n, publicKey, signature)).toBe(false);
      expect(verify(1n, publicKey, signature)).toBe(false);
    }
  }
});

test('behavior: never accepts a response or a challenge of zero or beyond the order, which would say the same', () => {
  const privateKey = 77n;
  const publicKey = keyOf(privateKey);
  // A scheme whose challenge is what it should be: only the range is left to refuse.
  const acceptsAs = (e: bigint, s: bigint): boolean =>
    createVerifier<undefined>(curve, createOwnerTables(curve), { base: GENERATOR, challenge: () => e })(
      undefined,
      publicKey,
      {
        s,
        e,
      },
    );
  expect(acceptsAs(1n, 1n)).toBe(true);
  expect(acceptsAs(GRUMPKIN_ORDER - 1n, GRUMPKIN_ORDER - 1n)).toBe(true);
  for (const beyond of [0n, GRUMPKIN_ORDER, GRUMPKIN_ORDER + 1n, -1n, 1n << 256n]) {
    expect(acceptsAs(1n, beyond)).toBe(false);
    expect(acceptsAs(beyond, 1n)).toBe(false);
  }
  const good = sign(5n, privateKey);
  expect(verifierOf(8)(5n, publicKey, { ...good, s: good.s + GRUMPKIN_ORDER })).toBe(false);
});
