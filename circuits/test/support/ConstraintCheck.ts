import { MODULUS, mod } from '../../scripts/primitives.mjs';
import type { R1cs } from '../../scripts/r1cs.mjs';

/** What a signal has in the three combinations of one constraint. */
export type Term = { constraint: number; factors: [bigint, bigint, bigint] };

/** Constraints by the signals in them, so that a change of a few signals costs only the constraints that mention one. */
export class ConstraintCheck {
  /** By signal. */
  readonly terms: readonly (readonly Term[])[];
  readonly #constraints: number;

  constructor(r1cs: R1cs) {
    this.#constraints = r1cs.constraints;
    const terms = Array.from({ length: r1cs.signals }, (): Term[] => []);
    r1cs.each((constraint, matrix, signal, value) => {
      const own = terms[signal] ?? [];
      let term = own.at(-1);
      if (term?.constraint !== constraint) {
        term = { constraint, factors: [0n, 0n, 0n] };
        own.push(term);
      }
      term.factors[matrix] = mod(term.factors[matrix] + value);
    });
    this.terms = terms;
  }

  /** The witness with a way to ask which constraints break when some of its signals change. */
  of(witness: readonly bigint[]): WitnessCheck {
    const sums = Array.from({ length: this.#constraints }, (): Term['factors'] => [0n, 0n, 0n]);
    for (const [signal, terms] of this.terms.entries()) {
      for (const { constraint, factors } of terms) add(sums[constraint], factors, witness[signal] ?? 0n);
    }
    for (const sum of sums) for (const matrix of MATRICES) sum[matrix] = mod(sum[matrix]);
    return { broken: (changes) => this.#broken(witness, sums, changes) };
  }

  #broken(
    witness: readonly bigint[],
    sums: readonly Readonly<Term['factors']>[],
    changes: ReadonlyMap<number, bigint>,
  ): number[] {
    const touched = new Map<number, Term['factors']>();
    for (const [signal, value] of changes) {
      const delta = value - (witness[signal] ?? 0n);
      for (const { constraint, factors } of this.terms[signal] ?? []) {
        let sum = touched.get(constraint);
        if (sum === undefined) {
          sum = [...(sums[constraint] ?? [0n, 0n, 0n])];
          touched.set(constraint, sum);
        }
        add(sum, factors, delta);
      }
    }
    return [...touched].flatMap(([constraint, [a, b, c]]) => ((a * b - c) % MODULUS === 0n ? [] : [constraint]));
  }
}

export type WitnessCheck = {
  /** Numbers of the constraints, among those that mention a changed signal, that don't hold with the new values. */
  broken(changes: ReadonlyMap<number, bigint>): number[];
};

const MATRICES = [0, 1, 2] as const;

function add(sum: Term['factors'] | undefined, factors: Readonly<Term['factors']>, times: bigint): void {
  if (sum === undefined || times === 0n) return;
  for (const matrix of MATRICES) if (factors[matrix] !== 0n) sum[matrix] += factors[matrix] * times;
}
