import { type Code, get, i32, ifNotZero, op, type Place, type WasmFunction } from './assembly.js';
import { isZero, of, sum } from './fieldCode.js';
import { FACTOR, ONE, scratch } from './layout.js';
import { ELEMENT } from './limbs.js';

type Multiply = (z: Place, x: Place, y: Place) => Code;
type Square = (z: Place, x: Place) => Code;

const coordinates = (local: number) => [0, 1, 2].map((i) => ({ local, offset: i * ELEMENT })) as [Place, Place, Place];

export function startFunction(): WasmFunction {
  const [x, y, z] = coordinates(0);
  const [givenX, givenY] = [
    { local: 1, offset: 0 },
    { local: 2, offset: 0 },
  ];
  return {
    name: 'start',
    parameters: 4,
    locals: 1,
    code: [
      ...sum(x, [of(1n, givenX)], 0n, 4),
      ...[...get(3), ...ifNotZero, ...sum(y, [of(-1n, givenY)], 2n, 4)],
      ...[op.else, ...sum(y, [of(1n, givenY)], 0n, 4), op.end],
      ...sum(z, [of(1n, ONE)], 0n, 4),
    ],
  };
}

/**
 * Holds x below 10.3, y below 10.5 and z below 2.3 if they were.
 *
 * @see https://hyperelliptic.org/EFD/g1p/auto-shortw-jacobian-0.html, "dbl-2009-l", with a product where that has a square and more sums
 */
export function doubleFunction(multiply: Multiply, square: Square): WasmFunction {
  const [x, y, z] = coordinates(0);
  const [a, b, c, m, e, f] = [0, 1, 2, 3, 5, 6].map(scratch) as [Place, Place, Place, Place, Place, Place];
  return {
    name: 'double',
    parameters: 1,
    locals: 1,
    code: [
      ...[...square(a, x), ...square(b, y)], // a, b < 1.66
      ...[...square(c, b), ...multiply(m, x, b)], // c < 1.02, m < 1.11
      ...[...multiply(z, y, z), ...sum(z, [of(2n, z)], 0n, 1)], // z < 2.3
      ...sum(e, [of(3n, a)], 0n, 1), // e < 5
      ...square(f, e), // f < 1.15
      ...sum(x, [of(1n, f), of(-8n, m)], 9n, 1), // x < 10.3
      ...sum(m, [of(4n, m), of(-1n, x)], 11n, 1), // m < 15.5
      ...[...multiply(e, e, m), ...sum(y, [of(1n, e), of(-8n, c)], 9n, 1)], // y < 10.5
    ],
  };
}

/**
 * Mixed addition, for the bounds of `double` and a given point below 2.
 *
 * @see https://hyperelliptic.org/EFD/g1p/auto-shortw-jacobian-0.html, "madd-2004-hmv"
 */
export function addFunction(multiply: Multiply, square: Square): WasmFunction {
  const [x, y, z] = coordinates(0);
  const [givenX, givenY] = [
    { local: 1, offset: 0 },
    { local: 2, offset: 0 },
  ];
  const [t, u, s, r, newZ, hh] = [0, 1, 2, 3, 5, 6].map(scratch) as [Place, Place, Place, Place, Place, Place];
  const h = { offset: FACTOR };
  return {
    name: 'add',
    parameters: 4,
    returns: true,
    locals: 2,
    code: [
      ...[...square(t, z), ...multiply(u, givenX, t), ...multiply(t, t, z), ...multiply(s, givenY, t)], // u, s < 1.1
      ...sum(h, [of(1n, u), of(-1n, x)], 11n, 4), // 0.6 < h < 12.1
      ...[...get(3), ...ifNotZero, ...sum(r, [of(-1n, s), of(-1n, y)], 12n, 4)],
      ...[op.else, ...sum(r, [of(1n, s), of(-1n, y)], 11n, 4), op.end], // 0.4 < r < 12.1
      ...multiply(newZ, z, h), // newZ < 1.2
      ...[...isZero(newZ, 4), ...ifNotZero],
      // r² < 1.9
      ...[...square(t, r), ...isZero(t, 4), ...i32(1), op.i32add, op.return, op.end],
      ...sum(z, [of(1n, newZ)], 0n, 4),
      ...[...square(hh, h), ...multiply(u, x, hh), ...multiply(hh, hh, h), ...square(t, r)], // hh < 1.9, then 1.2; u < 1.2; t < 1.9
      ...sum(x, [of(1n, t), of(-1n, hh), of(-2n, u)], 4n, 4), // x < 6
      ...sum(u, [of(1n, u), of(-1n, x)], 6n, 4), // u < 7.2
      ...[...multiply(u, r, u), ...multiply(t, y, hh)], // u < 1.6, t < 1.1
      ...sum(y, [of(1n, u), of(-1n, t)], 2n, 4), // y < 3.6
      ...i32(0),
    ],
  };
}
