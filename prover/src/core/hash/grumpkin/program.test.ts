import { beforeAll, describe, expect, test } from 'vitest';
import { seededRandom } from '../../../../test-support/seededRandom.js';
import { FIELD_MODULUS } from '../../field.js';
import { ELEMENT, LIMB_BITS, LIMB_MASK, LIMBS, NEGATED_INVERSE, toLimbs, toMontgomery } from './limbs.js';
import { createProgram, type Program } from './program.js';

declare const WebAssembly: {
  instantiate(bytes: Uint8Array<ArrayBuffer>): Promise<{ instance: { exports: unknown } }>;
};

const RADIX = 1n << 261n;
let wasm: Program;
let view: DataView;
let at = { x: 0, y: 0, z: 0, words: 0 };
beforeAll(async () => {
  const { bytes, data, free } = createProgram(1);
  wasm = (await WebAssembly.instantiate(bytes)).instance.exports as Program;
  new Uint8Array(wasm.memory.buffer).set(data);
  view = new DataView(wasm.memory.buffer);
  at = { x: free, y: free + ELEMENT, z: free + 2 * ELEMENT, words: free + 4 * ELEMENT };
});

function put(address: number, value: bigint): void {
  toLimbs(value).forEach((limb, i) => {
    view.setUint32(address + 4 * i, Number(limb), true);
  });
}

/** What limbs say; each has to be below 2^29. */
function read(address: number): bigint {
  const limbs = Array.from({ length: LIMBS }, (_, i) => BigInt(view.getUint32(address + 4 * i, true)));
  for (const limb of limbs) expect(limb <= LIMB_MASK).toBe(true);
  return limbs.reduceRight((sum, limb) => (sum << LIMB_BITS) | limb, 0n);
}

const random = seededRandom(51);
/** Unreduced, up to what the bounds in the code allow. */
const most = 35n * FIELD_MODULUS;
const values = [
  ...[0n, 1n, LIMB_MASK, 1n << 29n, FIELD_MODULUS - 1n, FIELD_MODULUS, FIELD_MODULUS + 1n, 12n * FIELD_MODULUS, most],
  ...Array.from({ length: 30 }, () => random() % most),
  // All limbs as large as they get, but for the highest.
  ((most >> 232n) << 232n) - 1n,
];

/** The only number below the bound, in multiples of the modulus, that this can be, give or take the modulus. */
function expectProduct(product: bigint, x: bigint, y: bigint): void {
  expect((product * RADIX - x * y) % FIELD_MODULUS).toBe(0n);
  expect(product * RADIX <= x * y + RADIX * FIELD_MODULUS).toBe(true);
}

describe('products', () => {
  test('default: of all values, in place too', () => {
    for (const x of values) {
      for (const y of values) {
        put(at.x, x);
        put(at.y, y);
        wasm.multiply(at.z, at.x, at.y);
        const product = read(at.z);
        expectProduct(product, x, y);
        wasm.multiply(at.x, at.x, at.y);
        expect(read(at.x)).toBe(product);
      }
    }
  });

  test('default: squares', () => {
    for (const x of values) {
      put(at.x, x);
      wasm.square(at.z, at.x);
      expectProduct(read(at.z), x, x);
      put(at.y, x);
      wasm.multiply(at.y, at.x, at.y);
      expect(read(at.z)).toBe(read(at.y));
    }
  });
});

test('default: inverses, and zero for zero', () => {
  for (const x of values.filter((value) => value < 13n * FIELD_MODULUS)) {
    put(at.x, x);
    wasm.invert(at.y, at.x);
    wasm.multiply(at.z, at.x, at.y);
    const expected = x % FIELD_MODULUS === 0n ? 0n : toMontgomery(1n);
    expect(read(at.z) % FIELD_MODULUS).toBe(expected);
  }
});

test('default: integers below 2^256 enter, and elements leave', () => {
  for (const value of [...values.filter((value) => value < 1n << 256n), (1n << 256n) - 1n]) {
    for (let i = 0; i < 4; i++) view.setBigUint64(at.words + 8 * i, value >> BigInt(64 * i), true);
    wasm.enter(at.z, at.words);
    expect(read(at.z) % FIELD_MODULUS).toBe(toMontgomery(value));
    wasm.leave(at.words, at.z);
    let left = 0n;
    for (let i = 3; i >= 0; i--) left = (left << 64n) | view.getBigUint64(at.words + 8 * i, true);
    expect(left % FIELD_MODULUS).toBe(value % FIELD_MODULUS);
    expect(left <= FIELD_MODULUS).toBe(true);
  }
});

test('default: the constant that makes the lowest limb zero', () => {
  expect((NEGATED_INVERSE * FIELD_MODULUS) & LIMB_MASK).toBe(LIMB_MASK);
});

describe('bounds', () => {
  const readPoint = (address: number): bigint[] => [0, 1, 2].map((i) => read(address + i * ELEMENT));
  const putPoint = (address: number, point: readonly bigint[]): void =>
    point.forEach((value, i) => {
      put(address + i * ELEMENT, value);
    });
  /** With coordinates as large as they get, which say the same. */
  const lifted = ([x, y, z]: readonly bigint[]): bigint[] => {
    const lift = (value: bigint | undefined, tenths: bigint): bigint => {
      const bound = (tenths * FIELD_MODULUS) / 10n;
      const reduced = (value ?? 0n) % FIELD_MODULUS;
      return reduced + ((bound - reduced) / FIELD_MODULUS) * FIELD_MODULUS;
    };
    return [lift(x, 103n), lift(y, 105n), lift(z, 23n)];
  };
  const expectBounded = ([x, y, z]: readonly bigint[]): void => {
    expect(
      [x, y, z].map((value, i) => (value as bigint) * 10n < ([103n, 105n, 23n][i] as bigint) * FIELD_MODULUS),
    ).toEqual([true, true, true]);
  };
  const reduced = (point: readonly bigint[]): bigint[] => point.map((value) => value % FIELD_MODULUS);

  test('default: doubling and adding hold the bounds that they need', () => {
    const sum = at.words + 64;
    const given = sum + 3 * ELEMENT;
    for (let i = 0; i < 300; i++) {
      // On the curve or not: the formulas are polynomials.
      const point = [random(), random(), random()].map((value) => value % FIELD_MODULUS);
      for (const address of [given, given + ELEMENT]) put(address, random() % FIELD_MODULUS);
      for (const operate of [
        () => wasm.double(sum),
        () => wasm.add(sum, given, given + ELEMENT, 0),
        () => wasm.add(sum, given, given + ELEMENT, 1),
      ]) {
        putPoint(sum, point);
        operate();
        const expected = readPoint(sum);
        putPoint(sum, lifted(point));
        operate();
        const found = readPoint(sum);
        expectBounded(found);
        expect(reduced(found)).toEqual(reduced(expected));
      }
    }
  });

  test('default: doubling holds them where nothing offsets what is subtracted', () => {
    const sum = at.words + 64;
    for (let i = 0; i < 1000; i++) {
      const [, y, z] = lifted([0n, random() % FIELD_MODULUS, random() % FIELD_MODULUS]) as [bigint, bigint, bigint];
      // A coordinate of zero, which no point has, makes the products with it zero; the others are at their largest now and then.
      const point = i % 2 === 0 ? [0n, y, z] : [y - FIELD_MODULUS, 0n, z];
      putPoint(sum, point);
      wasm.double(sum);
      const found = readPoint(sum);
      expectBounded(found);
      putPoint(sum, reduced(point));
      wasm.double(sum);
      expect(reduced(readPoint(sum))).toEqual(reduced(found));
    }
  });

  test('default: a permutation takes lanes to which others were added, and leaves them reduced', () => {
    const [state, other] = [at.words + 64, at.words + 64 + 4 * ELEMENT];
    const lanes = (): bigint[] => [0, 1, 2, 3].map((i) => read(state + i * ELEMENT));
    for (let i = 0; i < 50; i++) {
      const values = Array.from({ length: 4 }, () => random() % FIELD_MODULUS);
      const permuted = [0n, FIELD_MODULUS].map((more) => {
        values.forEach((value, lane) => {
          put(state + lane * ELEMENT, value);
          put(other, more);
          wasm.addTo(state + lane * ELEMENT, other);
        });
        wasm.permute(state);
        expect(lanes().every((lane) => lane * 1000n < 1001n * FIELD_MODULUS)).toBe(true);
        return reduced(lanes());
      });
      expect(permuted[1]).toEqual(permuted[0]);
    }
  });
});
