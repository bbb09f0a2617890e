import { statementNamed, statementSources } from '../../scripts/statement-sources.mjs';
import { CircomProgram } from '../support/CircomProgram.js';
import { familyLies, flatten, type Goal, solveFor } from './circomLies.js';
import { type CircomStatement, circomStatementsOf, missingConstraints } from './circomVariants.js';
import { Propagation } from './Propagation.js';
import { createUptimeGoals } from './uptimeGoals.js';
import { createUsageGoals } from './usageGoals.js';

/** A goal, and what its liar does with the signals that a missing constraint leaves to it. */
export type CircomLie = {
  goal: string;
  /** Which of the goal's references freed signals are taken from. */
  reference?: number;
  /** The one that is freed; all that the constraint defined, where there is a reference and no signal. */
  signal?: string;
  /** What it is solved for, so that this one is as in the reference. */
  solvedFor?: string;
};

/** Constraints that don't hold, and whether what is said publicly isn't so. */
type Verdict = { broken: number[]; isLie: boolean };

/** How many freed signals of one kind are tried. */
const TRIES = 8;

/** All lies about a statement in circom, and the means to judge them with or without one of its constraints. */
export async function createCircomHunt(name: 'uptime' | 'usage') {
  const sources = statementSources(statementNamed(name));
  const program = await CircomProgram.compile(sources, { simplify: false });
  const { goals: listed, isTrue, family } = await (name === 'uptime' ? createUptimeGoals() : createUsageGoals());
  const propagation = new Propagation(program);
  const names = new Map([...program.signals].map(([signal, at]) => [at, signal]));
  const numbered = (values: Readonly<Record<string, bigint>>) =>
    new Map(
      Object.entries(values).map(([signal, value]) => {
        const at = program.signals.get(signal);
        if (at === undefined) throw new Error(`The statement ${name} has no signal ${signal}`);
        return [at, value];
      }),
    );
  const [first] = listed;
  if (first === undefined) throw new Error(`There are no lies about ${name}`);
  const origin = propagation.start(numbered(flatten(family.honest)));
  const brokenIn = propagation.against(origin);
  const runOf = ({ inputs, told = {} }: Pick<Goal, 'inputs' | 'told'>) =>
    propagation.follow(origin, numbered({ ...flatten(inputs), ...told }));

  const valueIn = (witness: readonly bigint[]) => (signal: string) => witness[program.signals.get(signal) ?? -1] ?? 0n;
  const ofFamilies = family.lying.map((inputs) =>
    familyLies(family.path, valueIn(runOf({ inputs })), valueIn(origin)).map(({ name: kind, told }) => ({
      name: `another node, with siblings and ${kind} to suit`,
      inputs,
      told,
    })),
  );
  // Some nodes don't have a lie of each kind.
  const goals: Goal[] = [...listed, ...(ofFamilies.sort((one, other) => other.length - one.length)[0] ?? [])];
  const byName = new Map(goals.map((goal) => [goal.name, goal]));
  const bases = new Map<Goal, { witness: bigint[]; references: bigint[][] }>();
  function baseOf(goal: Goal) {
    const known = bases.get(goal);
    if (known !== undefined) return known;
    const references = (goal.references ?? []).map(({ inputs = goal.inputs, told = {} }) => runOf({ inputs, told }));
    const made = { witness: runOf(goal), references };
    bases.set(goal, made);
    return made;
  }

  const changesOf = ({ inputs, told = {} }: Goal) => numbered({ ...flatten(inputs), ...told });

  /** The witnesses of a lie, where `freed` are the signals that a constraint defined which isn't there. */
  function witnessesOf({ goal: named, reference, signal, solvedFor }: CircomLie, freed: readonly number[]): bigint[][] {
    const goal = byName.get(named);
    if (goal === undefined) throw new Error(`No goal is named "${named}"`);
    const { witness, references } = baseOf(goal);
    if (reference === undefined) return [witness];
    const other = references[reference] ?? [];
    const own = changesOf(goal);
    const withFreed = (values: [number, bigint][]) => propagation.follow(origin, new Map([...own, ...values]));
    if (signal === undefined) return [withFreed(freed.map((at) => [at, other[at] ?? 0n]))];
    const at = program.signals.get(signal) ?? -1;
    if (!freed.includes(at)) return [];
    if (solvedFor === undefined) return [withFreed([[at, other[at] ?? 0n]])];
    const target = program.signals.get(solvedFor) ?? -1;
    const found = solveFor((value) => withFreed([[at, value]])[target] ?? 0n, other[target] ?? 0n);
    return found.map((value) => withFreed([[at, value]]));
  }

  /** Everything that a liar may try once the freed signals are its own. */
  function* liesWith(freed: readonly number[]): Generator<CircomLie> {
    for (const { name: goal } of goals) yield { goal };
    const differing = goals.flatMap((goal) => {
      const { witness, references } = baseOf(goal);
      return references.map((other, reference) => ({
        lie: { goal: goal.name, reference },
        signals: freed.filter((at) => other[at] !== witness[at]),
      }));
    });
    for (const { lie, signals } of differing) if (signals.length > 0) yield lie;
    for (const goal of goals) {
      for (const reference of (goal.references ?? []).keys()) {
        for (const { signal: solvedFor, near } of goal.targets ?? []) {
          const close = freed.flatMap((at) => (names.get(at)?.startsWith(near) ? [names.get(at) ?? ''] : []));
          for (const signal of close.slice(-TRIES).reverse()) yield { goal: goal.name, reference, signal, solvedFor };
        }
      }
    }
    for (const { lie, signals } of differing) {
      for (const at of signals.slice(0, TRIES)) yield { ...lie, signal: names.get(at) ?? '' };
    }
  }

  /** Constraints that a witness breaks, and whether its public signals say what isn't so. */
  function judge(witness: readonly bigint[]): Verdict {
    const known = verdicts.get(witness);
    if (known !== undefined) return known;
    const isLie = !isTrue(witness.slice(1, program.r1cs.publicSignals + 1));
    const verdict = { broken: brokenIn(witness), isLie };
    verdicts.set(witness, verdict);
    return verdict;
  }
  const verdicts = new WeakMap<readonly bigint[], Verdict>();

  /** The witness of a lie that says what isn't so, and of whose constraints only missing ones break; undefined where there is none. */
  function acceptedWithout(missing: ReadonlySet<number>, lie: CircomLie): bigint[] | undefined {
    return witnessesOf(lie, propagation.definedBy(missing)).find((witness) => {
      const { broken, isLie } = judge(witness);
      return isLie && broken.length > 0 && broken.every((constraint) => missing.has(constraint));
    });
  }

  return {
    name,
    program,
    /** Inputs of something true, and the witness that follows from them. */
    honest: family.honest as Parameters<CircomProgram['solve']>[0],
    origin,
    goals,
    statements: circomStatementsOf(sources).filter(({ path }) => path.startsWith('circom/')),
    judge,
    witnessOf: (goal: Goal) => baseOf(goal).witness,
    acceptedWithout,
    /** The first lie that is accepted without these constraints. */
    find(missing: ReadonlySet<number>): CircomLie | undefined {
      for (const lie of liesWith(propagation.definedBy(missing)))
        if (acceptedWithout(missing, lie) !== undefined) return lie;
      return undefined;
    },
    /** The circuit without one line's constraint, as it is written, and the numbers of the constraints that it lacks. */
    async without({ path, without }: CircomStatement) {
      const variant = await CircomProgram.compile({ ...sources, [path]: without }, { simplify: false });
      return { variant, missing: missingConstraints(program, variant) };
    },
  };
}

/** A witness of one program's signals as another's, by name. */
export function translated(witness: readonly bigint[], from: CircomProgram, to: CircomProgram): bigint[] {
  const values = Array.from({ length: to.r1cs.signals }, () => 0n);
  values[0] = 1n;
  for (const [name, at] of to.signals) values[at] = witness[from.signals.get(name) ?? -1] ?? 0n;
  return values;
}
