import { MODULUS, mod } from '../../scripts/primitives.mjs';
import type { ConstraintCheck, Term } from '../support/ConstraintCheck.js';
import { inverse } from './fieldRoots.js';

/** New values of a few signals, by number. */
export type Mutation = { kind: string; changes: ReadonlyMap<number, bigint> };

type Draw = (bits: number) => bigint;
type Change = (value: bigint, context: { draw: Draw; witness: readonly bigint[] }) => bigint;

const SINGLE: Readonly<Record<string, Change>> = {
  'one more': (value) => value + 1n,
  'one less': (value) => value - 1n,
  "a bit's complement": (value) => 1n - value,
  zero: () => 0n,
  one: () => 1n,
  'minus one': () => MODULUS - 1n,
  'the negative': (value) => -value,
  'a power of two more': (value, { draw }) => value + 2n ** (draw(8) % 254n),
  "another signal's value": (_value, { draw, witness }) => witness[below(witness.length, draw)] ?? 0n,
  'a random value': (_value, { draw }) => draw(253),
};
const KINDS = Object.keys(SINGLE);

/** The kind of those that change a second signal too. */
export const PAIR = 'made up for by a neighbour';
/** One in so many changes a pair. */
const PAIRS = 3n;
const MATRICES = [0, 1, 2] as const;

/**
 * Mutations of one witness: a signal changed, or in a third of the cases a pair whose sum in one of the rows stays, such as a packed field beyond
 * its width with its neighbour made up for it. Half of them change a signal of one of the groups, which are drawn alike however large they are.
 */
export function createMutations(
  check: ConstraintCheck,
  witness: readonly bigint[],
  groups: readonly (readonly number[])[],
  draw: Draw,
) {
  const rows = rowsOf(check);

  function next(): Mutation {
    const isPair = draw(16) % PAIRS === 0n;
    for (;;) {
      const signal = draw(1) === 1n ? pick(pick(groups, draw), draw) : 1 + below(witness.length - 1, draw);
      const value = witness[signal] ?? 0n;
      const kind = pick(KINDS, draw);
      const changed = mod(SINGLE[kind]?.(value, { draw, witness }) ?? value);
      if (changed === value) continue;
      if (!isPair) return { kind, changes: new Map([[signal, changed]]) };
      const made = neighbourOf(signal, changed - value);
      if (made !== undefined) return { kind: PAIR, changes: new Map([[signal, changed], made]) };
    }
  }

  /** Another signal of a row that this one is in, with the value that leaves the row's sum as it is. */
  function neighbourOf(signal: number, delta: bigint): [number, bigint] | undefined {
    const term = pick(check.terms[signal] ?? [], draw);
    if (term === undefined) return undefined;
    const matrix = pick(
      MATRICES.filter((one) => term.factors[one] !== 0n),
      draw,
    );
    const factorOf = (other: number) =>
      check.terms[other]?.find(({ constraint }) => constraint === term.constraint)?.factors[matrix] ?? 0n;
    const row = (rows[term.constraint] ?? []).filter(
      (other) => other > 0 && other !== signal && factorOf(other) !== 0n,
    );
    if (row.length === 0) return undefined;
    const other = pick(row, draw);
    return [other, mod((witness[other] ?? 0n) - delta * factorOf(signal) * inverse(factorOf(other)))];
  }

  return { next };
}

/** Signals by constraint. */
function rowsOf({ terms }: ConstraintCheck): number[][] {
  const rows: number[][] = [];
  for (const [signal, own] of terms.entries()) {
    for (const { constraint } of own as readonly Term[]) {
      const row = rows[constraint] ?? [];
      row.push(signal);
      rows[constraint] = row;
    }
  }
  return rows;
}

function below(count: number, draw: Draw): number {
  return Number(draw(48) % BigInt(Math.max(count, 1)));
}

function pick<Item>(items: readonly Item[], draw: Draw): Item {
  return items[below(items.length, draw)] as Item;
}
