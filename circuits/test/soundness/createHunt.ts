import type { Noir } from '@noir-lang/noir_js';
import { brokenRules } from './batchRules.js';
import { type Statement, statementsOf, withoutStatement } from './circuitVariants.js';
import { compileVariant, createLies, type Lie, type Outcome, SMALL_SHAPE, toInputMap } from './createLies.js';
import { createScenarios } from './createScenarios.js';
import { type Abi, generateHintLies, generateLies, type HintCall } from './generateLies.js';

/** What became of a lie, and what the plain rules say of it. */
export type Verdict = {
  /** Rules that it breaks; undefined where not even a circuit without checks can be run with it. */
  broken: string[] | undefined;
  outcome: Outcome | undefined;
};

/** All lies about the batch circuit, and the means to run them through it with or without one of its constraints. */
export async function createHunt() {
  const { primitives, inputs, keys } = await createScenarios();
  const lies = await createLies(inputs, keys);
  const circuit = await compileVariant(lies.sources);
  const hintLies: Lie[] = [];
  for (const [scenario, honest] of Object.entries(inputs)) {
    const made = await lies.inputsOf({ name: scenario, scenario });
    if (made === undefined) throw new Error(`The honest batch ${scenario} can't be run`);
    hintLies.push(...generateHintLies(scenario, honest, await callsOf(circuit, toInputMap(made.inputs))));
  }
  const inputLies = generateLies(lies.abi as Abi, inputs);
  const byName = new Map([...inputLies, ...hintLies].map((lie) => [lie.name, lie]));

  async function judge(lie: Lie, variant: Noir = circuit): Promise<Verdict> {
    const made = await lies.inputsOf(lie);
    if (made === undefined) return { broken: undefined, outcome: undefined };
    // A hint has one right answer, so a lie about it breaks a rule, whatever comes of it.
    const broken = made.isHintALie ? ['a hint has one answer'] : brokenRules(primitives, SMALL_SHAPE, made.inputs);
    return { broken, outcome: await lies.run(variant, lie, made.inputs) };
  }

  return {
    statements: statementsOf(lies.sources),
    inputLies,
    hintLies,
    byName,
    inputsOf: lies.inputsOf,
    judge,
    /** The circuit without one constraint. */
    without: (statement: Statement): Promise<Noir> => compileVariant(withoutStatement(lies.sources, statement)),
  };
}

/** Which hints an honest run asks for, and what it is told. */
async function callsOf(circuit: Noir, inputs: Parameters<Noir['execute']>[0]): Promise<HintCall[]> {
  const calls: HintCall[] = [];
  await circuit.execute(inputs, async (oracle: string, parts: string[][]) => {
    const name = oracle.replace(/_told$/, '');
    const call = calls.filter((other) => other.name === name).length;
    calls.push({ name, call, values: parts.map((part) => part.map(BigInt)) });
    return parts.map((part) => (part.length === 1 ? (part[0] ?? '0x0') : part));
  });
  return calls;
}

/** Whether a refusal came of the statement, or of what it calls. */
export function isRefusedBy({ path, firstLine, lastLine }: Statement, outcome: Outcome): boolean {
  if (outcome.accepted) return false;
  const file = path.split('/').at(-1);
  return outcome.lines.some((place) => {
    const [name, line] = place.split(':');
    return name === file && Number(line) >= firstLine && Number(line) <= lastLine;
  });
}
