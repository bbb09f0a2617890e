import { MODULUS, mod } from '../../scripts/primitives.mjs';
import type { CircomProgram } from '../support/CircomProgram.js';
import { ConstraintCheck } from '../support/ConstraintCheck.js';
import { inverse } from './fieldRoots.js';

type Entry = { signal: number; factors: readonly [bigint, bigint, bigint] };
/** A signal's value is what its constraint leaves it, or what its hint says. */
type Step = { signal: number; from: readonly number[]; constraint?: number; value(values: readonly bigint[]): bigint };
type Hint = { from: readonly string[]; value(...values: bigint[]): bigint };

/**
 * A prover that answers for itself: computes all signals from inputs, in the order of the circuit's definitions, and takes any value it is told in
 * place of what comes out. Nothing is asserted; which constraints don't hold is seen afterwards.
 *
 * Needs a circuit as it is written (`simplify: false`), where each signal has the constraint that defines it.
 */
export class Propagation {
  readonly program: CircomProgram;
  readonly #steps: Step[];
  /** Numbers of steps by the signal they depend on. */
  readonly #dependents: number[][];
  readonly #stepOf = new Map<number, number>();
  readonly #check: ConstraintCheck;

  constructor(program: CircomProgram) {
    this.program = program;
    this.#check = new ConstraintCheck(program.r1cs);
    this.#steps = stepsOf(program, this.#check);
    this.#dependents = Array.from({ length: program.r1cs.signals }, () => []);
    for (const [i, { signal, from }] of this.#steps.entries()) {
      this.#stepOf.set(signal, i);
      for (const source of from) this.#dependents[source]?.push(i);
    }
  }

  /** The witness that follows from another by changes of some signals, inputs or not, by number. */
  follow(base: readonly bigint[], changes: ReadonlyMap<number, bigint>): bigint[] {
    const values = [...base];
    const isDue = new Uint8Array(this.#steps.length);
    const changed = (signal: number, value: bigint) => {
      if (values[signal] === value) return;
      values[signal] = value;
      for (const step of this.#dependents[signal] ?? []) isDue[step] = 1;
    };
    for (const [signal, value] of changes) changed(signal, mod(value));
    for (const [i, step] of this.#steps.entries()) {
      if (isDue[i] === 1 && !changes.has(step.signal)) changed(step.signal, step.value(values));
    }
    return values;
  }

  /** Every signal 0, from which a witness follows when all of its steps are due. */
  start(inputs: ReadonlyMap<number, bigint>): bigint[] {
    const values = Array.from({ length: this.program.r1cs.signals }, () => 0n);
    values[0] = 1n;
    for (const [signal, value] of inputs) values[signal] = mod(value);
    for (const step of this.#steps) values[step.signal] = step.value(values);
    return values;
  }

  /** Asks which constraints break in a witness that differs from this one. */
  against(base: readonly bigint[]): (witness: readonly bigint[]) => number[] {
    const held = this.#check.of(base);
    const own = new Set(this.program.failing(base));
    return (witness) => {
      const changes = new Map<number, bigint>();
      for (const [signal, value] of witness.entries()) if (value !== base[signal]) changes.set(signal, value);
      const touched = new Set(
        [...changes.keys()].flatMap((signal) => (this.#check.terms[signal] ?? []).map(({ constraint }) => constraint)),
      );
      return [...held.broken(changes), ...[...own].filter((constraint) => !touched.has(constraint))];
    };
  }

  /** Signals that the constraints define, in the order in which they are computed. */
  definedBy(constraints: ReadonlySet<number>): number[] {
    return this.#steps.flatMap(({ signal, constraint }) =>
      constraint !== undefined && constraints.has(constraint) ? [signal] : [],
    );
  }
}

const isInput = (name: string) =>
  /^(?:provider|epoch|serial|rootA|rootB|resource|minIncrease|viewKey|presentA|(?:roots|watchers|bitmaps|salts|indices|siblings|present|owner|words|blindings)\[.*)$/.test(
    name,
  );

const isRoot = (name: string) => /^root[AB]$/.test(name);

/** What the circuit's `<--` say. */
function hintOf(name: string): Hint | undefined {
  const [, bits, index] = /^(.*)\.bits\[(\d+)\]$/.exec(name) ?? [];
  if (bits !== undefined) return { from: [`${bits}.in`], value: (number) => (number >> BigInt(index ?? 0)) & 1n };
  const [, member] = /^inverse\[(\d)\]$/.exec(name) ?? [];
  if (member !== undefined) {
    const value = (present: bigint, root: bigint) => (present === 1n ? inverse(root) : 0n);
    return { from: [`present[${member}]`, `roots[${member}]`], value };
  }
  if (name === 'isStorage') return { from: ['resource'], value: (resource) => (resource === 1n ? 1n : 0n) };
  if (name === 'isEgress') return { from: ['resource'], value: (resource) => (resource === 2n ? 1n : 0n) };
  return undefined;
}

function stepsOf({ signals, r1cs }: CircomProgram, { terms }: ConstraintCheck): Step[] {
  const rows = Array.from({ length: r1cs.constraints }, (): Entry[] => []);
  for (const [signal, own] of terms.entries())
    for (const { constraint, factors } of own) rows[constraint]?.push({ signal, factors });
  const unknown = rows.map((row) => row.length);
  const known = new Set<number>();
  const steps: Step[] = [];
  const hints = new Map<number, { signal: number; hint: Hint; from: number[] }[]>();
  for (const [name, signal] of signals) {
    const hint = hintOf(name);
    if (hint === undefined) continue;
    const from = hint.from.map((source) => signals.get(source) ?? -1);
    for (const source of from) hints.set(source, [...(hints.get(source) ?? []), { signal, hint, from }]);
  }
  const ready: number[] = [];
  const learn = (signal: number, step?: Step) => {
    if (known.has(signal)) return;
    known.add(signal);
    if (step !== undefined) steps.push(step);
    for (const { signal: hinted, hint, from } of hints.get(signal) ?? []) {
      if (!from.every((source) => known.has(source))) continue;
      learn(hinted, {
        signal: hinted,
        from,
        value: (values) => mod(hint.value(...from.map((source) => values[source] ?? 0n))),
      });
    }
    for (const { constraint } of terms[signal] ?? []) {
      unknown[constraint] = (unknown[constraint] ?? 0) - 1;
      if (unknown[constraint] === 1) ready.push(constraint);
    }
  };
  const settle = () => {
    for (let constraint = ready.shift(); constraint !== undefined; constraint = ready.shift()) {
      const row = rows[constraint] ?? [];
      const open = row.find(({ signal }) => !known.has(signal));
      if (open === undefined || open.factors[0] !== 0n || open.factors[1] !== 0n) continue;
      const others = row.filter((entry) => entry !== open);
      const scale = inverse(open.factors[2]);
      learn(open.signal, {
        signal: open.signal,
        from: others.map(({ signal }) => signal),
        constraint,
        value: (values) => {
          let [a, b, c] = [0n, 0n, 0n];
          for (const { signal, factors } of others) {
            const value = values[signal] ?? 0n;
            if (value === 0n) continue;
            a += factors[0] * value;
            b += factors[1] * value;
            c += factors[2] * value;
          }
          return mod(((((a % MODULUS) * b - c) % MODULUS) * scale) % MODULUS);
        },
      });
    }
  };
  learn(0);
  // Those of a single signal, which is a constant.
  for (const [constraint, count] of unknown.entries()) if (count === 1) ready.push(constraint);
  const inputs = [...signals].filter(([name]) => isInput(name));
  for (const [name, signal] of inputs) if (!isRoot(name)) learn(signal);
  settle();
  // Roots are compared with what comes out: from the other end the tree's last node would be worked back from them.
  for (const [, signal] of inputs) learn(signal);
  settle();
  for (const [name, signal] of signals) if (!known.has(signal)) throw new Error(`Nothing defines ${name}`);
  return steps;
}
