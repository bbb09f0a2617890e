import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { mod } from '../../scripts/primitives.mjs';
import { statementNamed, statementSources } from '../../scripts/statement-sources.mjs';
import { CircomProgram } from '../support/CircomProgram.js';
import { ConstraintCheck } from '../support/ConstraintCheck.js';
import { endCurve } from '../support/endCurve.js';
import { seeded } from '../support/seeded.js';
import { createUptimeSubject, createUsageSubject, type StatementSubject } from './createStatementSubjects.js';
import { type LooseSignals, looseSignals } from './looseSignals.js';
import { createMutations, type Mutation, PAIR } from './witnessMutations.js';

/** Others are drawn by another seed, and more: `TALLYSTICK_SEED=7 TALLYSTICK_MUTATIONS=1000000 npx vitest run --project unit witnessMutations`. */
const SEED = BigInt(process.env.TALLYSTICK_SEED ?? 1);
const MUTATIONS = Number(process.env.TALLYSTICK_MUTATIONS ?? 10_000);
/** How many mutations of each statement snarkjs checks too. */
const SAMPLE = 12;

afterAll(endCurve);

describe.each<['uptime' | 'usage', typeof createUptimeSubject]>([
  ['uptime', createUptimeSubject],
  ['usage', createUsageSubject],
])('witnesses of %s with signals changed', (_name, createSubject) => {
  let subject: StatementSubject;
  let run: Awaited<ReturnType<typeof mutate>>;
  beforeAll(async () => {
    subject = await createSubject();
    run = await mutate(subject.program, subject);
  });

  test('default: honest inputs give witnesses that hold, of public signals that are true', () => {
    expect(run.witnesses).toHaveLength(4);
    for (const { kind, witness, publicSignals } of run.witnesses) {
      expect(subject.program.failing(witness), kind).toEqual([]);
      expect(subject.isTrue(publicSignals), kind).toBe(true);
    }
  });

  test(`behavior: of ${MUTATIONS} mutations by seed ${SEED} those that hold are explained, and no public signal comes to say what isn't so`, () => {
    expect(run.mutations).toHaveLength(MUTATIONS);
    const pairs = run.mutations.filter(({ mutation: { kind } }) => kind === PAIR).length;
    expect(pairs).toBeGreaterThan(MUTATIONS / 5);
    expect(new Set(run.mutations.map(({ mutation }) => mutation.kind)).size).toBe(11);
    expect(run.unexplained).toEqual([]);
  });

  test('behavior: each signal that is loose when all others are kept is explained, and each explanation is of some', () => {
    const met = new Set(run.met);
    for (const { witness, values } of run.witnesses) {
      for (const signal of subject.program.loose(witness, 1n)) {
        const loose = explain(subject, run.names, values, signal);
        expect(loose, run.names.get(signal)?.join(', ')).toBeDefined();
        if (loose !== undefined) met.add(loose);
      }
    }
    expect([...met].map(({ reason }) => reason).sort()).toEqual(
      looseSignals.flatMap(({ statement, reason }) => (statement === subject.name ? [reason] : [])).sort(),
    );
  });

  test(`behavior: snarkjs wtns check says the same of ${SAMPLE} of them`, async () => {
    const held = run.mutations.filter(({ broken }) => !broken);
    const spread = Array.from({ length: SAMPLE }, (_, i) => run.mutations[Math.floor((i * MUTATIONS) / SAMPLE)]);
    for (const one of [...held.slice(0, SAMPLE / 4), ...spread].slice(0, SAMPLE)) {
      if (one === undefined) throw new Error('There are fewer mutations than the sample has');
      const { mutation, witness, broken } = one;
      const changed = witness.map((value, signal) => mutation.changes.get(signal) ?? value);
      expect(await subject.program.check(changed), describeMutation(run.names, mutation)).toBe(!broken);
    }
  });
});

describe('a circuit that lacks a constraint', () => {
  test.each<['uptime' | 'usage', string, string, RegExp]>([
    ['uptime', 'circom/range.circom', 'bits[i] * (bits[i] - 1) === 0;', /\.bits\[/],
    ['usage', 'circom/usage.circom', 'at[0].root === rootA;', /^rootA/],
  ])('error: %s without %s: %s is found', async (name, path, constraint, found) => {
    const sources = statementSources(statementNamed(name));
    const parts = (sources[path] ?? '').split(constraint);
    expect(parts).toHaveLength(2);
    // Simplification would take loose signals out together with the constraint.
    const unsound = await CircomProgram.compile({ ...sources, [path]: parts.join('') }, { simplify: false });
    const subject = await (name === 'uptime' ? createUptimeSubject : createUsageSubject)(unsound);
    const { unexplained } = await mutate(unsound, subject, Math.min(MUTATIONS, 2_000));
    expect(unexplained.filter((what) => found.test(what))).not.toEqual([]);
  });
});

async function mutate(program: CircomProgram, subject: StatementSubject, count = MUTATIONS) {
  const check = new ConstraintCheck(program.r1cs);
  const names = new Map<number, string[]>();
  const groups = new Map<string, number[]>();
  for (const [name, signal] of program.signals) {
    names.set(signal, [...(names.get(signal) ?? []), name]);
    const group = name.replace(/\d+/g, '');
    groups.set(group, [...(groups.get(group) ?? []), signal]);
  }
  const draw = seeded(SEED);
  const honest = Object.entries(subject.honest);
  const witnesses = [];
  const mutations: { mutation: Mutation; witness: bigint[]; broken: boolean }[] = [];
  const met = new Set<LooseSignals>();
  const unexplained: string[] = [];
  const publicOf = (witness: readonly bigint[]) => witness.slice(1, program.r1cs.publicSignals + 1);
  for (const [kind, inputs] of honest) {
    const witness = await program.solve(inputs);
    const values = (name: string) => witness[program.signals.get(name) ?? -1] ?? 0n;
    witnesses.push({ kind, witness, values, publicSignals: publicOf(witness) });
    const held = check.of(witness);
    const { next } = createMutations(check, witness, [...groups.values()], draw);
    for (let i = 0; i < count / honest.length; i++) {
      const mutation = next();
      const broken = held.broken(mutation.changes).length > 0;
      mutations.push({ mutation, witness, broken });
      if (broken) continue;
      const explained = [...mutation.changes.keys()].map((signal) => explain(subject, names, values, signal));
      for (const loose of explained) if (loose !== undefined) met.add(loose);
      const changed = witness.map((value, signal) => mod(mutation.changes.get(signal) ?? value));
      if (explained.includes(undefined) || !subject.isTrue(publicOf(changed))) {
        unexplained.push(`${describeMutation(names, mutation)}, ${kind}`);
      }
    }
  }
  return { witnesses, mutations, met, unexplained, names };
}

/** The reason why a signal is loose; undefined where the list has none. */
function explain(
  { name: statement }: StatementSubject,
  names: ReadonlyMap<number, readonly string[]>,
  values: (name: string) => bigint,
  signal: number,
): LooseSignals | undefined {
  return looseSignals.find((loose) =>
    (names.get(signal) ?? []).some((name) => {
      const [match, member = ''] = loose.name.exec(name) ?? [];
      return loose.statement === statement && match !== undefined && loose.isSo(values, member);
    }),
  );
}

function describeMutation(names: ReadonlyMap<number, readonly string[]>, { kind, changes }: Mutation): string {
  return `${[...changes.keys()].map((signal) => names.get(signal)?.[0] ?? signal).join(' & ')}: ${kind}`;
}
