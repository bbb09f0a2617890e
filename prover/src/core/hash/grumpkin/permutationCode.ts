import { FULL_ROUNDS, PARTIAL_ROUNDS } from '../poseidon2Constants.js';
import { type Code, call, get, i32, type Place, type WasmFunction } from './assembly.js';
import { of, reducedSum, sum } from './fieldCode.js';
import { DIAGONAL, ROUNDS, scratch } from './layout.js';
import { ELEMENT } from './limbs.js';

type Multiply = (z: Place, x: Place, y: Place) => Code;
type MultiplyAdd = (z: Place, x: Place, y: Place, w: Place) => Code;
type Square = (z: Place, x: Place) => Code;

/** Of lanes below 2.1; leaves them below 1.001. Between the rounds they stay below 34. */
export function permuteFunction(
  { multiply, square, multiplyAdd }: { multiply: Multiply; square: Square; multiplyAdd: MultiplyAdd },
  define: (definition: WasmFunction) => number,
): WasmFunction {
  const lanes = [0, 1, 2, 3].map((i) => ({ local: 0, offset: i * ELEMENT })) as [Place, Place, Place, Place];
  const [a, b, c, d] = lanes;
  const [t, u] = [scratch(0), scratch(1)];
  /** To the fifth power, after the constant is added. */
  const raise = (lane: Place, constant: Place): Code => [
    ...sum(t, [of(1n, lane), of(1n, constant)], 0n, 2), // t < 35, later 22
    ...[...square(u, t), ...square(u, u), ...multiply(lane, u, t)], // u < 8.3, then 1.5; lane < 1.3
  ];
  /** The matrix of the full rounds. */
  const mix: Code = [
    ...sum(t, [of(5n, a), of(7n, b), of(1n, c), of(3n, d)], 0n, 2), // < 16 times the lanes: 34 at first, later 21
    ...sum(u, [of(4n, a), of(6n, b), of(1n, c), of(1n, d)], 0n, 2),
    ...sum(scratch(2), [of(1n, a), of(3n, b), of(5n, c), of(7n, d)], 0n, 2),
    ...sum(d, [of(1n, a), of(1n, b), of(4n, c), of(6n, d)], 0n, 2),
    ...lanes.slice(0, 3).flatMap((lane, i) => sum(lane, [of(1n, scratch(i))], 0n, 2)),
  ];
  const constant = (i: number): Place => ({ local: 1, offset: i * ELEMENT });
  const mixIndex = define({ name: 'mix', parameters: 1, locals: 2, code: mix });
  const full = define({
    name: 'fullRound',
    parameters: 2,
    locals: 1,
    code: [...lanes.flatMap((lane, i) => raise(lane, constant(i))), ...call(mixIndex, get(0))],
  });
  const partial = define({
    name: 'partialRound',
    parameters: 2,
    locals: 2,
    code: [
      ...raise(a, constant(0)),
      ...reducedSum(t, lanes, 2), // t < 1.001
      ...lanes.flatMap((lane, i) => multiplyAdd(lane, lane, { offset: DIAGONAL + i * ELEMENT }, t)), // lane < 2.2
    ],
  });
  let next = ROUNDS;
  const run = (index: number, width: number): Code => {
    const code = call(index, get(0), i32(next));
    next += width * ELEMENT;
    return code;
  };
  const half = (): Code => Array.from({ length: FULL_ROUNDS / 2 }, () => run(full, 4)).flat();
  const code = [
    ...call(mixIndex, get(0)),
    ...half(),
    ...Array.from({ length: PARTIAL_ROUNDS }, () => run(partial, 1)).flat(),
    ...half(),
    ...call(
      define({
        name: 'reduceLanes',
        parameters: 1,
        locals: 2,
        code: lanes.flatMap((lane) => reducedSum(lane, [lane], 1)),
      }),
      get(0),
    ),
  ];
  return { name: 'permute', parameters: 1, locals: 0, code };
}
