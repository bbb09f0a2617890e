import { Field } from '@noble/curves/abstract/modular';
import { grainGenConstants } from '@noble/curves/abstract/poseidon';
import { FIELD_MODULUS as P } from '../../core/field.js';

/** Rounds in which all lanes are raised; half of them come first, half last. */
const FULL_ROUNDS = 8;
/** Rounds between them, in which the first lane alone is raised: circomlib's, by lanes from 2 on. */
const PARTIAL_ROUNDS = [56, 57, 56, 60, 60, 63, 64, 63, 60, 66, 60, 65, 70, 60, 64, 68] as const;

const field = Field(P);

type Matrix = readonly (readonly bigint[])[];

/** One partial round: the matrix is the identity but for its first row (`corner`, then `row`) and its first column (`corner`, then `column`). */
type SparseRound = { constant: bigint; corner: bigint; row: readonly bigint[]; column: readonly bigint[] };

/**
 * Makes the Poseidon permutation of circomlib on bigints, for 2 to 17 lanes. The constants come from the paper's generator, in some tens of
 * milliseconds. Its partial rounds are rewritten, as the paper's appendix B shows, so that each takes 2t products and not t².
 *
 * @see https://eprint.iacr.org/2019/458
 */
export function createPoseidonPermutation(lanes: number): (state: readonly bigint[]) => bigint[] {
  const roundsPartial = PARTIAL_ROUNDS[lanes - 2];
  if (roundsPartial === undefined) throw new RangeError(`${lanes} lanes: expected 2 to 17`);
  const { roundConstants, mds } = grainGenConstants({ Fp: field, t: lanes, roundsFull: FULL_ROUNDS, roundsPartial });
  const half = FULL_ROUNDS / 2;
  const first = roundConstants.slice(0, half);
  const { rounds, entry, rest } = rewrite(roundConstants.slice(half, half + roundsPartial), mds);
  const last = roundConstants.slice(half + roundsPartial).map((row, i) => (i === 0 ? add(row, rest) : row));

  return (given) => {
    let state = [...given];
    const fullRound = (constants: readonly bigint[], matrix: Matrix): void => {
      state = multiply(
        matrix,
        state.map((lane, i) => power5(lane + (constants[i] ?? 0n))),
      );
    };
    for (const [i, constants] of first.entries()) fullRound(constants, i === half - 1 ? entry : mds);
    let [head = 0n, ...tail] = state;
    for (const { constant, corner, row, column } of rounds) {
      const raised = power5(head + constant);
      let sum = corner * raised;
      for (let i = 0; i < tail.length; i++) {
        const lane = tail[i] as bigint;
        sum += (row[i] as bigint) * lane;
        tail[i] = ((column[i] as bigint) * raised + lane) % P;
      }
      head = sum % P;
    }
    state = [head, ...tail];
    for (const constants of last) fullRound(constants, mds);
    return state;
  };
}

/**
 * The partial rounds with sparse matrices. What a round adds to the lanes that it doesn't raise is added by the next one as well, so it is
 * carried there, and at last to the full rounds (`rest`). Of a round's matrix [[a, v], [w, H]] the part [[1, 0], [0, H]] can be applied before
 * the lane is raised, so it goes into the matrix of the round before, and at last into the one of the full round before them (`entry`);
 * [[a, v/H], [w, 1]] is left.
 */
function rewrite(
  constants: readonly (readonly bigint[])[],
  mds: Matrix,
): { rounds: SparseRound[]; entry: Matrix; rest: bigint[] } {
  let carried = mds.map(() => 0n);
  const heads = constants.map((row) => {
    const [head = 0n, ...others] = add(row, carried);
    carried = multiply(mds, [0n, ...others]);
    return head;
  });
  const rounds: SparseRound[] = [];
  let matrix = mds;
  for (const constant of heads.toReversed()) {
    const [[corner = 0n, ...v] = [], ...below] = matrix;
    const inner = below.map(([, ...others]) => others);
    rounds.unshift({ constant, corner, row: divide(v, inner), column: below.map(([w = 0n]) => w) });
    matrix = transpose(transpose(mds).map(([head = 0n, ...others]) => [head, ...multiply(inner, others)]));
  }
  return { rounds, entry: matrix, rest: carried };
}

/** The S-box. Its input need not be reduced. */
function power5(x: bigint): bigint {
  const square = (x * x) % P;
  return (((square * square) % P) * x) % P;
}

function add(a: readonly bigint[], b: readonly bigint[]): bigint[] {
  return a.map((x, i) => (x + (b[i] ?? 0n)) % P);
}

/** A matrix by a column. */
function multiply(matrix: Matrix, column: readonly bigint[]): bigint[] {
  return matrix.map((row) => {
    let sum = 0n;
    for (let i = 0; i < row.length; i++) sum += (row[i] as bigint) * (column[i] as bigint);
    return sum % P;
  });
}

function transpose(matrix: Matrix): bigint[][] {
  return (matrix[0] ?? []).map((_, i) => matrix.map((row) => row[i] ?? 0n));
}

/** The row x with x · matrix = row, by elimination. A matrix that can't be taken apart so would need rows exchanged; circomlib's need it for no number of lanes. */
function divide(row: readonly bigint[], matrix: Matrix): bigint[] {
  const system = transpose(matrix).map((equation, i) => [...equation, row[i] ?? 0n]);
  for (const [at, pivot] of system.entries()) {
    const inverse = field.inv(pivot[at] ?? 0n);
    const scaled = pivot.map((x) => field.mul(x, inverse));
    for (const [i, equation] of system.entries()) {
      const factor = equation[at] ?? 0n;
      system[i] = i === at ? scaled : equation.map((x, j) => field.sub(x, field.mul(factor, scaled[j] ?? 0n)));
    }
  }
  return system.map((equation) => equation.at(-1) ?? 0n);
}
