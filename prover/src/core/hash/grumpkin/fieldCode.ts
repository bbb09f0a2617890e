import { FIELD_MODULUS } from '../../field.js';
import {
  type Code,
  get,
  i64,
  load32,
  load64,
  op,
  type Place,
  set,
  store32,
  store64,
  tee,
  type WasmFunction,
} from './assembly.js';
import { LIMB_BITS, LIMB_MASK, LIMBS, MODULUS_LIMBS, NEGATED_INVERSE, toLimbs } from './limbs.js';

const limb = ({ offset, ...place }: Place, i: number): Place => ({ ...place, offset: offset + 4 * i });
const indices = Array.from({ length: LIMBS }, (_, i) => i);
const modulusLimb = (i: number): Code => i64(MODULUS_LIMBS[i] as bigint);

/** z = x · y / 2^261, of addresses (z, x, y). z may be x or y. */
export const multiplyFunction = (): WasmFunction => ({ name: 'multiply', ...product(3, () => []) });

/** z = x · y / 2^261 + w, of addresses (z, x, y, w). z may be any of the others. */
export const multiplyAddFunction = (): WasmFunction => ({
  name: 'multiplyAdd',
  ...product(4, (i) => [...load32(limb({ local: 3, offset: 0 }, i)), op.add]),
});

/** Of the parameters z, x and y; what is added to limb i of the result is added to the value on the stack. */
function product(parameters: number, add: (i: number) => Code): Omit<WasmFunction, 'name'> {
  const y = parameters;
  const x = y + LIMBS;
  return {
    parameters,
    locals: 2 * LIMBS + 3,
    code: [
      ...indices.flatMap((j) => [...load32(limb({ local: 2, offset: 0 }, j)), ...set(y + j)]),
      ...reduceRows({ z: 0, free: x + 1 }, add, (i) => ({
        before: [...load32(limb({ local: 1, offset: 0 }, i)), ...set(x)],
        product: (j) => [...get(x), ...get(y + j), op.multiply],
      })),
    ],
  };
}

/** z = x² / 2^261, of addresses (z, x). z may be x. */
export function squareFunction(): WasmFunction {
  const x = 2;
  const twice = x + LIMBS;
  return {
    name: 'square',
    parameters: 2,
    locals: 2 * LIMBS + 3,
    code: [
      ...indices.flatMap((j) => [...load32(limb({ local: 1, offset: 0 }, j)), ...set(x + j)]),
      ...reduceRows(
        { z: 0, free: twice + 1 },
        () => [],
        (i) => ({
          before: [...get(x + i), ...i64(1n), op.shiftLeft, ...set(twice)],
          // Each product of two different limbs once, doubled, in the row of the lower.
          product: (j) => (j < i ? undefined : [...get(j === i ? x + i : twice), ...get(x + j), op.multiply]),
        }),
      ),
    ],
  };
}

/**
 * Montgomery's multiplication, a row for each limb of one factor: adds the row's products, then the multiple of the modulus that makes the
 * lowest limb zero, and moves all down by a limb. Two locals and the columns are free.
 */
function reduceRows(
  { z, free }: { z: number; free: number },
  add: (i: number) => Code,
  rowOf: (i: number) => { before: Code; product: (j: number) => Code | undefined },
): Code {
  const quotient = free;
  const lowest = free + 1;
  const column = free + 2;
  const code: number[] = [];
  for (const i of indices) {
    const { before, product } = rowOf(i);
    /** Limb j of what is added up: the row's product, and what came down from the row before. */
    const sum = (j: number): Code => {
      const added = product(j) ?? [];
      const above = i > 0 && j < LIMBS - 1 ? get(column + j) : [];
      return [...added, ...above, ...(added.length > 0 && above.length > 0 ? [op.add] : [])];
    };
    code.push(...before, ...sum(0), ...set(lowest));
    code.push(...times(lowest, NEGATED_INVERSE), ...i64(LIMB_MASK), op.and, ...set(quotient));
    code.push(...times(quotient, MODULUS_LIMBS[0] as bigint), ...get(lowest), op.add);
    code.push(...i64(LIMB_BITS), op.shiftRight, ...set(lowest));
    for (const j of indices.slice(1)) {
      code.push(...times(quotient, MODULUS_LIMBS[j] as bigint));
      const added = sum(j);
      if (added.length > 0) code.push(...added, op.add);
      if (j === 1) code.push(...get(lowest), op.add);
      code.push(...set(column + j - 1));
    }
  }
  // Nothing is left above the last column but what is carried.
  const limbOf = (i: number): Code => [...(i < LIMBS - 1 ? get(column + i) : i64(0n)), ...add(i)];
  return [...code, ...carry({ local: z, offset: 0 }, lowest, limbOf)];
}

/** A local times a constant; without a multiplication for the modulus' lowest limb, 2^28 + 1, and its negated inverse, 2^28 - 1. */
function times(local: number, constant: bigint): Code {
  for (const [one, operation] of [
    [1n, op.add],
    [-1n, op.subtract],
  ] as const) {
    const power = (constant - one).toString(2);
    if (/^10+$/.test(power))
      return [...get(local), ...i64(BigInt(power.length - 1)), op.shiftLeft, ...get(local), operation];
  }
  return [...get(local), ...i64(constant), op.multiply];
}

/** Stores limbs of any size, negative ones too, as long as all together are not: carries from each to the next. */
function carry(z: Place, local: number, limbOf: (i: number) => Code): Code {
  return indices.flatMap((i) => {
    const value = [...limbOf(i), ...(i > 0 ? [...get(local), op.add] : [])];
    if (i === LIMBS - 1) return store32(limb(z, i), value);
    return [
      ...store32(limb(z, i), [...value, ...tee(local), ...i64(LIMB_MASK), op.and]),
      ...[...get(local), ...i64(LIMB_BITS), op.shiftRightSigned, ...set(local)],
    ];
  });
}

/** An element, and how often it is taken. */
export type Term = { count: bigint; place: Place };

export const of = (count: bigint, place: Place): Term => ({ count, place });

/**
 * z = the sum of terms, each an element times a small integer, and of a multiple of the modulus, which must keep it from becoming negative.
 * z may be one of the terms. Uses one 64-bit local.
 */
export function sum(z: Place, terms: readonly Term[], moduli: bigint, local: number): Code {
  const offset = toLimbs(moduli * FIELD_MODULUS);
  return carry(z, local, (i) => [
    ...i64(offset[i] as bigint),
    ...terms.flatMap(({ count, place }) => {
      const value = load32(limb(place, i));
      if (count === 1n) return [...value, op.add];
      if (count === -1n) return [...value, op.subtract];
      return [...value, ...i64(count), op.multiply, op.add];
    }),
  ]);
}

/**
 * z = the sum of elements, reduced to less than 1.001: the highest limb tells how often the modulus fits in, or once less. Uses two
 * 64-bit locals. At most 64 together.
 */
export function reducedSum(z: Place, terms: readonly Place[], local: number): Code {
  const quotient = local + 1;
  const top = LIMBS - 1;
  const add = (i: number): Code =>
    terms.flatMap((place, at) => [...load32(limb(place, i)), ...(at > 0 ? [op.add] : [])]);
  const reciprocal = (1n << 40n) / ((MODULUS_LIMBS[top] as bigint) + 1n);
  return [
    ...[...add(top), ...i64(reciprocal), op.multiply, ...i64(40n), op.shiftRight, ...set(quotient)],
    ...carry(z, local, (i) => [...add(i), ...get(quotient), ...modulusLimb(i), op.multiply, op.subtract]),
  ];
}

/**
 * Leaves 1 on the stack if a product is zero, else 0: the product, below 2, of integers of which neither is 0, so that it can be no multiple of the
 * modulus but the modulus itself. Uses a 64-bit local.
 */
export function isZero(x: Place, local: number): Code {
  return [
    ...[...i64(0n), ...set(local)],
    ...indices.flatMap((i) => [...load32(limb(x, i)), ...modulusLimb(i), op.xor, ...get(local), op.or, ...set(local)]),
    ...[...get(local), op.i64eqz],
  ];
}

/** z = an integer below 2^256 in four words of 64 bits, in limbs. */
export function unpack(z: Place, words: Place): Code {
  return indices.flatMap((i) => {
    const bit = i * Number(LIMB_BITS);
    const [word, shift] = [bit >> 6, bit & 63];
    const at = (index: number): Code => load64({ ...words, offset: words.offset + 8 * index });
    const low = [...at(word), ...i64(BigInt(shift)), op.shiftRight];
    const high = [...at(word + 1), ...i64(BigInt(64 - shift)), op.shiftLeft, op.or];
    const isSplit = shift + Number(LIMB_BITS) > 64 && word < 3;
    return store32(limb(z, i), [...low, ...(isSplit ? high : []), ...i64(LIMB_MASK), op.and]);
  });
}

/** The reverse of `unpack`. */
export function pack(words: Place, x: Place): Code {
  return [0, 1, 2, 3].flatMap((word) => {
    const parts = indices.flatMap((i) => {
      const shift = i * Number(LIMB_BITS) - 64 * word;
      if (shift <= -Number(LIMB_BITS) || shift >= 64) return [];
      const moved = [...i64(BigInt(Math.abs(shift))), shift < 0 ? op.shiftRight : op.shiftLeft];
      return [[...load32(limb(x, i)), ...moved]];
    });
    return store64({ ...words, offset: words.offset + 8 * word }, [
      ...parts.flat(),
      ...Array.from({ length: parts.length - 1 }, () => op.or),
    ]);
  });
}
