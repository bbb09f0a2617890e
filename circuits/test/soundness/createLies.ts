import { type InputMap, Noir } from '@noir-lang/noir_js';
import { batchSources, circuits, type DescribedShape, shapeNamed } from '../../scripts/batch-sources.mjs';
import { compile } from '../../scripts/compile.mjs';
import { loadPrimitives, mod, ORDER, type Primitives } from '../../scripts/primitives.mjs';
import { limbs } from '../support/limbs.js';
import { TestTree } from '../support/TestTree.js';
import type { BatchInputs, Value } from './batchRules.js';
import { PUBLISHED, type Published, type Sources, unchecked, withHintOracles } from './circuitVariants.js';

/** Where a scalar lies in the inputs, such as `['settles', 0, 'balance']`. */
export type Place = readonly (string | number)[];

/** What a prover does otherwise than an honest one. */
export type Lie = {
  /** Names it: the same text is the same lie. */
  name: string;
  /** The honest batch that it starts from. */
  scenario: string;
  /** Private inputs that are others, by place. */
  changes?: readonly { place: Place; value: Value }[];
  /** Whether the tree still holds what the honest batch's does, and not what the changed inputs say. */
  isTreeHonest?: boolean;
  /** What hints say in place of the truth. */
  hints?: readonly FalseHint[];
  /** Whether it says the same packed numbers otherwise, and nothing else. */
  isAlias?: boolean;
  /** Whether it is one of the many that put two others together. */
  isCombined?: boolean;
  /** What is published in place of what the circuit computes. */
  outputs?: readonly { place: Place; add: bigint }[];
  /** Signs so that the nonce's point is the point at infinity, in every slot that signs. */
  isNonceInfinite?: boolean;
};

/** What a hint says at one of its calls: its numbers, one after the other. */
export type FalseHint = { name: string; call: number; answer: (honest: readonly bigint[]) => readonly bigint[] };

export type Outcome =
  | { accepted: true }
  /** `lines` are where the refusing constraint stands and what called it, as `path:line`. */
  | { accepted: false; message: string; lines: string[] };

type Told = {
  what: Published | 'hint';
  values: bigint[];
  hint?: string;
  /** Whether the hint was another than the honest one. */
  isLie?: boolean;
};
type ForeignCall = (name: string, inputs: string[][]) => Promise<(string | string[])[]>;

const hex = (value: bigint): string => `0x${mod(value).toString(16)}`;

/** The batch circuit in a shape just large enough for each kind of slot, so that thousands of lies can be run. */
export const SMALL_SHAPE: DescribedShape = {
  ...shapeNamed('tiny'),
  name: 'small',
  opens: 2,
  settles: 2,
  credits: 2,
  withdrawals: 1,
  activeDepth: 3,
  capDepth: 1,
};

/** Compiles a variant of the circuit for running lies: hints are told from outside. */
export async function compileVariant(sources: Sources): Promise<Noir> {
  return new Noir(await compile(withHintOracles(sources), circuits.batch.package));
}

/**
 * Makes inputs of lies whose outputs are consistent with them, by running the circuit without its checks; and runs them.
 *
 * @param keys private keys by the x of their public ones: what the liar can sign with
 */
export async function createLies(scenarios: Record<string, BatchInputs>, keys: ReadonlyMap<bigint, bigint>) {
  const primitives = await loadPrimitives();
  const sources: Sources = batchSources(SMALL_SHAPE);
  const program = await compile(unchecked(withHintOracles(sources)), circuits.batch.package);
  const bare = new Noir(program);

  /** The circuit's inputs for a lie; undefined where not even a circuit without checks can be run with them. */
  async function inputsOf(lie: Lie): Promise<{ inputs: BatchInputs; isHintALie: boolean } | undefined> {
    const honest = scenarios[lie.scenario];
    if (honest === undefined) throw new Error(`There is no scenario ${lie.scenario}`);
    try {
      let inputs = (lie.changes ?? []).reduce(
        (value, { place, value: part }) => withAt(value, place, part) as BatchInputs,
        honest,
      );
      if (!lie.isTreeHonest) inputs = planted(primitives, inputs, await tell(inputs, lie));
      const told = await tell(inputs, lie);
      const honestly = published(signed(primitives, inputs, told, lie, keys), told);
      const made = (lie.outputs ?? []).reduce<BatchInputs>(
        (value, { place, add }) => withAt(value, place, mod((at(value, place) as bigint) + add)) as BatchInputs,
        honestly,
      );
      return { inputs: made, isHintALie: told.some(({ isLie }) => isLie) };
    } catch (error) {
      if (isRefusal(error)) return undefined;
      throw error;
    }
  }

  async function tell(inputs: BatchInputs, lie: Lie): Promise<Told[]> {
    const told: Told[] = [];
    await bare.execute(toInputMap(inputs), hintsOf(lie, told));
    return told;
  }

  return {
    primitives,
    sources,
    /** The circuit's description of its inputs. */
    abi: program.abi as unknown,
    inputsOf,
    /** Runs the circuit, or a variant of it that `compileVariant` made. */
    async run(circuit: Noir, lie: Lie, inputs: BatchInputs): Promise<Outcome> {
      try {
        await circuit.execute(toInputMap(inputs), hintsOf(lie));
        return { accepted: true };
      } catch (error) {
        if (!isRefusal(error)) throw error;
        const { message, noirCallStack = [] } = error as Error & { noirCallStack?: string[] };
        const lines = noirCallStack.flatMap((frame) => {
          const [, path = '', line = ''] = /(?:noir\/|tallystick\/)([\w/.]+):(\d+):\d+\)/.exec(frame) ?? [];
          return path === '' ? [] : [`${path.split('/').at(-1)}:${line}`];
        });
        return { accepted: false, message, lines };
      }
    },
  };
}

/** What the circuit's runner says of inputs that break a constraint, or that it can't compute with. */
function isRefusal(error: unknown): boolean {
  return (
    error instanceof Error &&
    /Circuit execution failed|Cannot satisfy constraint|is not on curve|out of bounds|attempt to|failed to decompose|Failed to solve/i.test(
      error.message,
    )
  );
}

/** Answers the circuit's questions: what it tells is collected, and a hint is as honest as the lie says. */
function hintsOf({ hints = [] }: Lie, told: Told[] = []): ForeignCall {
  const calls = new Map<string, number>();
  return async (name, inputs) => {
    const values = inputs.map((part) => part.map(BigInt));
    if (name === 'tell') {
      const [[index = 0n] = [], ...rest] = values;
      told.push({ what: PUBLISHED[Number(index)] as Published, values: rest.flat() });
      return [];
    }
    const call = calls.get(name) ?? 0;
    calls.set(name, call + 1);
    const flat = values.flat();
    const hint = hints.find((other) => other.name === name.replace(/_told$/, '') && other.call === call);
    const answer = hint === undefined ? flat : hint.answer(flat).map((value) => mod(value));
    const isLie = answer.some((value, i) => value !== flat[i]);
    told.push({ what: 'hint', values: [...answer], hint: name.replace(/_told$/, ''), isLie });
    let next = 0;
    return values.map((part) => {
      const numbers = part.map(() => hex(answer[next++] ?? 0n));
      return numbers.length === 1 ? (numbers[0] ?? '0x0') : numbers;
    });
  };
}

/** The same inputs with a tree in which each slot finds the account that it names. */
function planted(primitives: Primitives, inputs: BatchInputs, told: readonly Told[]): BatchInputs {
  const levels = SMALL_SHAPE.activeDepth - SMALL_SHAPE.capDepth;
  const replaced = told.flatMap(({ what, values: [serial = 0n, before = 0n, after = 0n] }, i) =>
    what === 'replaced'
      ? [{ place: placeOf(told, i) ?? Number(serial % 4n ** BigInt(SMALL_SHAPE.activeDepth)), before, after }]
      : [],
  );
  const tree = new TestTree(primitives);
  const met = new Set<number>();
  for (const { place, before } of replaced) {
    if (!met.has(place) && before !== 0n) tree.set(place, before);
    met.add(place);
  }
  // Accounts that no slot of the batch touches are there too.
  const cap = Array.from({ length: 4 ** SMALL_SHAPE.capDepth }, (_, i) => tree.node(levels, i));
  const paths = replaced.map(({ place, after }) => {
    const path = tree.path(place, levels);
    tree.set(place, after);
    return path;
  });
  let next = 0;
  const withPath = (slot: Value): Value => ({ ...(slot as object), path: paths[next++] ?? [] }) as Value;
  const open_paths = (inputs.open_paths as Value[]).map(() => paths[next++] ?? []);
  const settles = (inputs.settles as Value[]).map(withPath);
  const credits = (inputs.credits as Value[]).map(withPath);
  const withdrawals = (inputs.withdrawals as Value[]).map(withPath);
  return { ...inputs, cap, open_paths, settles, credits, withdrawals };
}

/** Where the hints lead to that were asked for before and after a replacement; undefined where they don't make up a place. */
function placeOf(told: readonly Told[], index: number): number | undefined {
  const cell = told
    .slice(0, index)
    .findLast(({ hint }) => hint === 'split_serial')
    ?.values.at(-1);
  const selectors = told.slice(index).find(({ hint }) => hint === 'one_hot')?.values ?? [];
  if (cell === undefined) return undefined;
  let place = Number(cell & 0xffffffffn); // as the circuit makes an index of it
  for (let level = selectors.length / 4 - 1; level >= 0; level--) {
    const at = selectors.slice(4 * level, 4 * level + 4);
    const digit = at.indexOf(1n);
    if (digit < 0 || at.some((selector, i) => selector !== (i === digit ? 1n : 0n))) return undefined;
    place = place * 4 + digit;
  }
  return place < 4 ** SMALL_SHAPE.activeDepth ? place : undefined;
}

/** The same inputs, signed for what they say by the keys that the liar has, where the lie isn't about the signature itself. */
function signed(
  { hash, sign, challengeDst }: Primitives,
  inputs: BatchInputs,
  told: readonly Told[],
  { changes = [], isNonceInfinite = false }: Lie,
  keys: ReadonlyMap<bigint, bigint>,
): BatchInputs {
  const messages = told.flatMap(({ what, values }) => (what === 'message' ? [values[0] ?? 0n] : []));
  const places: Place[] = ['settles', 'withdrawals'].flatMap((name) =>
    (inputs[name] as Value[]).map((_slot, i) => [name, i] as const),
  );
  return places.reduce((value, place, i) => {
    const isItself = changes.some(
      ({ place: changed }) => startsWith(changed, place) && `${changed[2]}`.startsWith('signature'),
    );
    const { active, owner } = at(inputs, place) as { active: boolean; owner: [bigint, bigint] };
    const privateKey = keys.get(owner[0]);
    if (isItself || !active || privateKey === undefined) return value;
    const message = messages[i] ?? 0n;
    const challenge = hash([challengeDst, 0n, ...owner, message]);
    const { s, e } = isNonceInfinite
      ? { s: mod(-challenge * privateKey, ORDER), e: challenge }
      : sign({ message, privateKey, nonce: (message >> 8n) + 1n });
    const withS = withAt(value, [...place, 'signature_s'], limbs(s).map(BigInt));
    return withAt(withS, [...place, 'signature_e'], limbs(e).map(BigInt)) as BatchInputs;
  }, inputs);
}

/** The same inputs with the outputs that the circuit computes of them. */
function published(inputs: BatchInputs, told: readonly Told[]): BatchInputs {
  const of = (name: Published): bigint[][] => told.flatMap(({ what, values }) => (what === name ? [values] : []));
  return {
    ...inputs,
    old_root: of('old_root')[0]?.[0] ?? 0n,
    new_root: of('new_root')[0]?.[0] ?? 0n,
    packed_serials: of('packed_serials').map(([packed = 0n]) => packed),
    updates: of('update').map(([leaf = 0n, word = 0n]) => [leaf, word]),
  };
}

/** The value at a place. */
export function at(value: Value, place: Place): Value {
  return place.reduce<Value>((part, key) => (part as Record<string | number, Value>)[key] as Value, value);
}

/** The same value with another at a place. */
export function withAt(value: Value, [key, ...rest]: Place, part: Value): Value {
  if (key === undefined) return part;
  if (Array.isArray(value)) return value.map((item, i) => (i === key ? withAt(item, rest, part) : item));
  const fields = value as Record<string, Value>;
  return { ...fields, [key]: withAt(fields[key] as Value, rest, part) };
}

function startsWith(place: Place, start: Place): boolean {
  return start.every((key, i) => place[i] === key);
}

/** Inputs as the witness generator takes them, read into bigints. */
export function fromInputMap(inputs: InputMap): BatchInputs {
  const read = (value: unknown): Value => {
    if (typeof value === 'boolean') return value;
    if (typeof value === 'string' || typeof value === 'number') return BigInt(value);
    if (Array.isArray(value)) return value.map(read);
    return Object.fromEntries(Object.entries(value as object).map(([name, part]) => [name, read(part)]));
  };
  return read(inputs) as BatchInputs;
}

export function toInputMap(inputs: BatchInputs): InputMap {
  const write = (value: Value): unknown => {
    if (typeof value === 'bigint') return hex(value);
    if (typeof value === 'boolean') return value;
    if (Array.isArray(value)) return value.map(write);
    return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, write(part)]));
  };
  return write(inputs) as InputMap;
}
