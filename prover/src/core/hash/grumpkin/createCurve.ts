import type { Point, Quad } from '../CryptoEngine.js';
import { FACTOR } from './layout.js';
import { ELEMENT } from './limbs.js';
import { createProgram, PAGE, type Program } from './program.js';
import { BETA, digitsOf, sparseDigits, splitScalar, windowDigits } from './scalars.js';
import { readReduced, writeWords } from './words.js';

/** What of WebAssembly is used here; Node.js and browsers have it, the language's own library of types doesn't. */
declare const WebAssembly: {
  instantiate(bytes: Uint8Array<ArrayBuffer>): Promise<{ instance: { exports: unknown } }>;
};

/** Bytes of an affine point. */
const ENTRY = 2 * ELEMENT;
/** Bits of a digit of a scalar that a point without a table is multiplied by: odd multiples up to 15. */
const SPARSE_BITS = 5;
const SPARSE_POINTS = 1 << (SPARSE_BITS - 2);

/** A table of a point's multiples: the multiples 1 to 2^(bits-1) of the point times 2^(bits · i), for each digit i. */
export type Table = { readonly at: number; readonly bits: number };

/**
 * Grumpkin and Poseidon2 by a small WebAssembly module that is made here. Hashing takes the same steps whatever is
 * hashed; points are multiplied by scalars in a time that depends on both: for what is public only.
 * A running sum is kept between calls: set by `clear` or `setMultiple`, added to by `addTabled`, read by `sumX`, and lost by `fill`.
 */
export type Curve = {
  permute(state: Quad): Quad;
  /** `poseidon2Hash`. */
  hash(inputs: readonly bigint[]): bigint;
  /** The sum becomes the point at infinity. */
  clear(): void;
  /** The sum becomes scalar · point, for a scalar below Grumpkin's order. */
  setMultiple(scalar: bigint, point: Point): void;
  addTabled(scalar: bigint, table: Table): void;
  /** The sum's x, unless it is the point at infinity. */
  sumX(): bigint | undefined;
  /** A place for a table of that many bits, of this many bytes; it stays. */
  reserve(bits: number): Table;
  fill(table: Table, point: Point): void;
};

/** @throws WebAssembly.CompileError, where WebAssembly is forbidden */
export async function createCurve(): Promise<Curve> {
  const { bytes, data, free } = createProgram(1);
  const { instance } = await WebAssembly.instantiate(bytes);
  const wasm = instance.exports as Program;
  let view = new DataView(wasm.memory.buffer);
  new Uint8Array(wasm.memory.buffer).set(data);

  let end = free;
  const allocate = (size: number): number => {
    const at = end;
    end += Math.ceil(size / 8) * 8;
    const missing = end - wasm.memory.buffer.byteLength;
    if (missing > 0) {
      wasm.memory.grow(Math.ceil(missing / PAGE));
      view = new DataView(wasm.memory.buffer);
    }
    return at;
  };

  const words = allocate(32);
  const element = (): number => allocate(ELEMENT);
  const sum = allocate(3 * ELEMENT);
  const state = allocate(4 * ELEMENT);
  const sparse = allocate(SPARSE_POINTS * ENTRY);
  const sparseFactors = allocate(SPARSE_POINTS * ELEMENT);
  const sparseBetas = allocate(SPARSE_POINTS * ELEMENT);
  const [beta, one, t, u, commonZ] = [element(), element(), element(), element(), element()];
  const given = allocate(ENTRY);
  const double = allocate(ENTRY);
  let isInfinite = true;

  function enter(z: number, value: bigint): void {
    writeWords(view, words, value);
    wasm.enter(z, words);
  }

  function leave(x: number): bigint {
    wasm.leave(words, x);
    return readReduced(view, words);
  }

  enter(beta, BETA);
  enter(one, 1n);

  /** Adds a point to the sum, whatever both are. */
  function add(x: number, y: number, negate: number): void {
    if (isInfinite) {
      wasm.start(sum, x, y, negate);
      isInfinite = false;
      return;
    }
    const sameX = wasm.add(sum, x, y, negate);
    if (sameX === 2) wasm.double(sum);
    if (sameX === 1) isInfinite = true;
  }

  /** 1/z of each of the elements one after the other, in place: one inversion for all. */
  function invertAll(zs: number, count: number, products: number): void {
    wasm.multiply(products, zs, one);
    for (let i = 1; i < count; i++) {
      wasm.multiply(products + i * ELEMENT, products + (i - 1) * ELEMENT, zs + i * ELEMENT);
    }
    wasm.invert(t, products + (count - 1) * ELEMENT);
    for (let i = count - 1; i > 0; i--) {
      wasm.multiply(u, t, products + (i - 1) * ELEMENT);
      wasm.multiply(t, t, zs + i * ELEMENT);
      wasm.multiply(zs + i * ELEMENT, u, one);
    }
    wasm.multiply(zs, t, one);
  }

  /** Odd multiples of the point 1 to 15 as if they were affine: on the curve's copy where they all have the same z, `commonZ`. */
  function fillSparse(point: Point): void {
    enter(given, point.x);
    enter(given + ELEMENT, point.y);
    wasm.start(sum, given, given + ELEMENT, 0);
    wasm.double(sum);
    keepSum(double, commonZ);
    // On the copy where twice the point has z = 1, the point (x, y) is (x z², y z³).
    wasm.square(u, commonZ);
    wasm.multiply(given, given, u);
    wasm.multiply(u, u, commonZ);
    wasm.multiply(given + ELEMENT, given + ELEMENT, u);
    wasm.start(sum, given, given + ELEMENT, 0);
    for (let i = 0; i < SPARSE_POINTS; i++) {
      if (i > 0) {
        // The sum is an odd multiple below the order, never plus or minus twice the point.
        wasm.add(sum, double, double + ELEMENT, 0);
        wasm.multiply(sparseFactors + i * ELEMENT, FACTOR, one);
      }
      keepSum(sparse + i * ENTRY, t);
    }
    // Of the last, on the curve itself.
    wasm.multiply(commonZ, commonZ, t);
    // Each is brought to the z of the last: times the factors that came after it.
    wasm.multiply(t, one, one);
    for (let i = SPARSE_POINTS - 1; i >= 0; i--) {
      const [x, y] = [sparse + i * ENTRY, sparse + i * ENTRY + ELEMENT];
      wasm.square(u, t);
      wasm.multiply(x, x, u);
      wasm.multiply(u, u, t);
      wasm.multiply(y, y, u);
      wasm.multiply(sparseBetas + i * ELEMENT, x, beta);
      if (i > 0) wasm.multiply(t, t, sparseFactors + i * ELEMENT);
    }
  }

  /** Affine points of those that lie in the table with their z elsewhere, one after the other. */
  function makeAffine(entryAt: (i: number) => number, zs: number, count: number, products: number): void {
    invertAll(zs, count, products);
    for (let i = 0; i < count; i++) {
      const [entry, z] = [entryAt(i), zs + i * ELEMENT];
      wasm.square(u, z);
      wasm.multiply(entry, entry, u);
      wasm.multiply(u, u, z);
      wasm.multiply(entry + ELEMENT, entry + ELEMENT, u);
    }
  }

  function keepSum(entry: number, z: number): void {
    wasm.multiply(entry, sum, one);
    wasm.multiply(entry + ELEMENT, sum + ELEMENT, one);
    wasm.multiply(z, sum + 2 * ELEMENT, one);
  }

  let work = { at: 0, points: 0 };

  return {
    permute(quad) {
      quad.forEach((value, i) => {
        enter(state + i * ELEMENT, value);
      });
      wasm.permute(state);
      return [leave(state), leave(state + ELEMENT), leave(state + 2 * ELEMENT), leave(state + 3 * ELEMENT)];
    },

    hash(inputs) {
      for (let i = 0; i < 3; i++) enter(state + i * ELEMENT, inputs[i] ?? 0n);
      enter(state + 3 * ELEMENT, BigInt(inputs.length) << 64n);
      wasm.permute(state);
      for (let block = 3; block < inputs.length; block += 3) {
        inputs.slice(block, block + 3).forEach((value, i) => {
          enter(t, value);
          wasm.addTo(state + i * ELEMENT, t);
        });
        wasm.permute(state);
      }
      return leave(state);
    },

    clear() {
      isInfinite = true;
    },

    setMultiple(scalar, point) {
      const [k1, k2] = splitScalar(scalar);
      const first = sparseDigits(k1, SPARSE_BITS);
      const second = sparseDigits(k2, SPARSE_BITS);
      fillSparse(point);
      isInfinite = true;
      for (let i = first.length - 1; i >= 0; i--) {
        // Where the sum is still at infinity, this doubles what isn't used.
        wasm.double(sum);
        const [d1, d2] = [first[i] as number, second[i] as number];
        if (d1 !== 0) {
          const entry = sparse + (Math.abs(d1) >> 1) * ENTRY;
          add(entry, entry + ELEMENT, d1 < 0 ? 1 : 0);
        }
        if (d2 !== 0) {
          const index = Math.abs(d2) >> 1;
          add(sparseBetas + index * ELEMENT, sparse + index * ENTRY + ELEMENT, d2 < 0 ? 1 : 0);
        }
      }
      wasm.multiply(sum + 2 * ELEMENT, sum + 2 * ELEMENT, commonZ);
    },

    addTabled(scalar, { at, bits }) {
      const [k1, k2] = splitScalar(scalar);
      const row = ENTRY << (bits - 1);
      const first = windowDigits(k1, bits);
      for (let i = 0; i < first.length; i++) {
        const digit = first[i] as number;
        if (digit === 0) continue;
        const entry = at + i * row + (Math.abs(digit) - 1) * ENTRY;
        add(entry, entry + ELEMENT, digit < 0 ? 1 : 0);
      }
      const second = windowDigits(k2, bits);
      for (let i = 0; i < second.length; i++) {
        const digit = second[i] as number;
        if (digit === 0) continue;
        const entry = at + i * row + (Math.abs(digit) - 1) * ENTRY;
        wasm.multiply(t, entry, beta);
        add(t, entry + ELEMENT, digit < 0 ? 1 : 0);
      }
    },

    sumX() {
      if (isInfinite) return undefined;
      wasm.invert(t, sum + 2 * ELEMENT);
      wasm.square(t, t);
      wasm.multiply(t, t, sum);
      return leave(t);
    },

    reserve: (bits) => ({ at: allocate((digitsOf(bits) * ENTRY) << (bits - 1)), bits }),

    fill({ at, bits }, point) {
      const rows = digitsOf(bits);
      const columns = 1 << (bits - 1);
      const points = rows * columns;
      if (work.points < points) work = { at: allocate(2 * points * ELEMENT), points };
      const [zs, products] = [work.at, work.at + points * ELEMENT];
      enter(given, point.x);
      enter(given + ELEMENT, point.y);
      wasm.start(sum, given, given + ELEMENT, 0);
      for (let row = 0; row < rows; row++) {
        keepSum(at + row * columns * ENTRY, zs + row * ELEMENT);
        for (let i = 0; i < bits; i++) wasm.double(sum);
      }
      makeAffine((row) => at + row * columns * ENTRY, zs, rows, products);
      for (let row = 0; row < rows; row++) {
        const first = at + row * columns * ENTRY;
        isInfinite = true;
        for (let column = 0; column < columns; column++) {
          add(first, first + ELEMENT, 0);
          // The first is needed until all others of its row are there, and is affine already: its z is 1.
          const entry = first + column * ENTRY;
          if (column > 0) keepSum(entry, zs + (row * columns + column) * ELEMENT);
          else wasm.multiply(zs + row * columns * ELEMENT, one, one);
        }
      }
      makeAffine((i) => at + i * ENTRY, zs, points, products);
    },
  };
}
