import { FIELD_MODULUS } from '../../field.js';
import { INTERNAL_DIAGONAL, roundConstants } from '../poseidon2Constants.js';
import {
  addressOf,
  assemble,
  type Code,
  call,
  get,
  i32,
  loadByte,
  loop,
  op,
  type Place,
  repeatIf,
  set,
  type WasmFunction,
} from './assembly.js';
import { multiplyAddFunction, multiplyFunction, of, pack, squareFunction, sum, unpack } from './fieldCode.js';
import { DIAGONAL, EXPONENT, ONE, PLAIN_ONE, POWERS, RADIX_SQUARED_AT, ROUNDS, scratch } from './layout.js';
import { ELEMENT, RADIX_SQUARED, toLimbs, toMontgomery } from './limbs.js';
import { permuteFunction } from './permutationCode.js';
import { addFunction, doubleFunction, startFunction } from './pointCode.js';

/** What the module exports: addresses of elements (x, y, z), of points (an affine one has x and y, another x, y and z: x/z², y/z³). */
export type Program = {
  memory: { readonly buffer: ArrayBuffer; grow(pages: number): number };
  /** z = x · y */
  multiply(z: number, x: number, y: number): void;
  square(z: number, x: number): void;
  /** z = 1/x, and 0 for 0. */
  invert(z: number, x: number): void;
  /** z = the integer in the four words of 64 bits at `words`, modulo the field's modulus. */
  enter(z: number, words: number): void;
  /** The reverse; zero may come out as the modulus. */
  leave(words: number, x: number): void;
  /** point = (x, y), or (x, -y) where `negate` is 1. */
  start(point: number, x: number, y: number, negate: number): void;
  /** point = 2 · point, which is not at infinity. */
  double(point: number): void;
  /**
   * point = point + (x, ±y), neither at infinity; what z was multiplied with is left at `FACTOR` of layout.ts. If both have the same x nothing is added, and the
   * result says so: 1 if they are opposite, 2 if they are equal; else it is 0.
   */
  add(point: number, x: number, y: number, negate: number): number;
  /** Poseidon2's permutation of four elements. */
  permute(state: number): void;
  /** z = z + x, for one that a permutation or `enter` left and one that `enter` left. */
  addTo(z: number, x: number): void;
};

export const PAGE = 65_536;

/** The module's bytes, what has to lie in its memory, and where its memory is free. */
export function createProgram(pages: number): { bytes: Uint8Array<ArrayBuffer>; data: Uint8Array; free: number } {
  const functions = createFunctions();
  const constants = roundConstants();
  const free = Math.ceil((ROUNDS + constants.length * ELEMENT) / 8) * 8;
  const data = new Uint8Array(free);
  const view = new DataView(data.buffer);
  const put = ({ offset }: Place, value: bigint): void =>
    toLimbs(value).forEach((limb, i) => {
      view.setUint32(offset + 4 * i, Number(limb), true);
    });
  put(ONE, toMontgomery(1n));
  put(RADIX_SQUARED_AT, RADIX_SQUARED);
  put(PLAIN_ONE, 1n);
  for (let i = 0; i < 64; i++) data[EXPONENT + i] = Number(((FIELD_MODULUS - 2n) >> BigInt(4 * (63 - i))) & 15n);
  INTERNAL_DIAGONAL.forEach((value, i) => {
    put({ offset: DIAGONAL + i * ELEMENT }, toMontgomery(value));
  });
  constants.forEach((value, i) => {
    put({ offset: ROUNDS + i * ELEMENT }, toMontgomery(value));
  });
  return { bytes: assemble(functions, pages), data, free };
}

function createFunctions(): WasmFunction[] {
  const functions: WasmFunction[] = [];
  const define = (definition: WasmFunction): number => functions.push(definition) - 1;
  const multiplyIndex = define(multiplyFunction());
  const squareIndex = define(squareFunction());
  const multiplyAddIndex = define(multiplyAddFunction());
  const multiply = (z: Place, x: Place, y: Place): Code =>
    call(multiplyIndex, addressOf(z), addressOf(x), addressOf(y));
  const square = (z: Place, x: Place): Code => call(squareIndex, addressOf(z), addressOf(x));

  define(invertFunction(multiply, square));
  define({
    name: 'enter',
    parameters: 2,
    locals: 0,
    code: [
      ...unpack({ local: 0, offset: 0 }, { local: 1, offset: 0 }),
      ...multiply({ local: 0, offset: 0 }, { local: 0, offset: 0 }, RADIX_SQUARED_AT),
    ],
  });
  define({
    name: 'leave',
    parameters: 2,
    locals: 0,
    code: [...multiply(scratch(0), { local: 1, offset: 0 }, PLAIN_ONE), ...pack({ local: 0, offset: 0 }, scratch(0))],
  });
  define(startFunction());
  define(doubleFunction(multiply, square));
  define(addFunction(multiply, square));
  const multiplyAdd = (z: Place, x: Place, y: Place, w: Place): Code =>
    call(multiplyAddIndex, addressOf(z), addressOf(x), addressOf(y), addressOf(w));
  define(permuteFunction({ multiply, square, multiplyAdd }, define));
  define({
    name: 'addTo',
    parameters: 2,
    locals: 1,
    code: sum({ local: 0, offset: 0 }, [of(1n, { local: 0, offset: 0 }), of(1n, { local: 1, offset: 0 })], 0n, 2),
  });
  return functions;
}

/** x^(modulus - 2), four bits of the exponent at a time. */
function invertFunction(
  multiply: (z: Place, x: Place, y: Place) => Code,
  square: (z: Place, x: Place) => Code,
): WasmFunction {
  const power = (i: number): Place => ({ offset: POWERS + i * ELEMENT });
  const [z, x, at] = [{ local: 0, offset: 0 }, { local: 1, offset: 0 }, 2];
  const result = scratch(0);
  return {
    name: 'invert',
    // The third is a counter, whatever it is called with.
    parameters: 3,
    locals: 1,
    code: [
      ...sum(power(0), [of(1n, ONE)], 0n, 3),
      ...sum(power(1), [of(1n, x)], 0n, 3),
      ...Array.from({ length: 14 }, (_, i) => multiply(power(i + 2), power(i + 1), power(1))).flat(),
      ...sum(result, [of(1n, ONE)], 0n, 3),
      ...i32(0),
      ...set(at),
      ...loop,
      ...Array.from({ length: 4 }, () => square(result, result)).flat(),
      // The factor's address is that of the power that the exponent's next half byte names.
      ...[...addressOf(result), ...addressOf(result)],
      ...[...loadByte({ local: at, offset: EXPONENT }), ...i32(ELEMENT), op.i32mul, ...i32(POWERS), op.i32add],
      ...call(0),
      ...[...get(at), ...i32(1), op.i32add, ...set(at), ...get(at), ...i32(64), op.i32sub, ...repeatIf, op.end],
      ...sum(z, [of(1n, result)], 0n, 3),
    ],
  };
}
