import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { CircuitInputs } from '../src/proving/groth16/proof.js';

type Sample = { inputs: CircuitInputs; publicInputs: bigint[] };
type Hex = `0x${string}`;

const require = createRequire(import.meta.url);
const vectors = (name: string) =>
  JSON.parse(readFileSync(require.resolve(`@tallystick/circuits/vectors/${name}.json`), 'utf8'));
const numbers = (values: readonly Hex[]) => values.map(BigInt);
const paths = (values: readonly Hex[][][]) => values.map((path) => path.map(numbers));

type Member = { present: boolean; index: number; siblings: Hex[][] } & Record<
  'watcher' | 'bitmap' | 'salt' | 'root',
  Hex
>;
type Committee = { provider: Hex; epoch: number; missedSlots: number; members: Member[] };
type Usage = {
  serial: number;
  owner: { x: Hex; y: Hex };
  viewKey: Hex;
  states: { word: Hex; blinding: Hex; siblings: Hex[][]; root: Hex }[];
  increases: string[];
};

/** The pinned statements: inputs by name, and what they state. */
export function statementInputs(): { uptime: Sample; usage: Sample } {
  const { provider, epoch, missedSlots, members } = vectors('watch').committee as Committee;
  const { serial, owner, viewKey, states, increases } = vectors('usage') as Usage;
  const roots = numbers(members.map(({ root }) => root));
  const uptime = {
    provider: BigInt(provider),
    epoch: BigInt(epoch),
    roots,
    watchers: numbers(members.map(({ watcher }) => watcher)),
    bitmaps: numbers(members.map(({ bitmap }) => bitmap)),
    salts: numbers(members.map(({ salt }) => salt)),
    indices: members.map(({ index }) => BigInt(index)),
    siblings: paths(members.map(({ siblings }) => siblings)),
    present: members.map(({ present }) => (present ? 1n : 0n)),
  };
  const [rootA = 0n, rootB = 0n] = numbers(states.map(({ root }) => root));
  const egress = 2n;
  const minIncrease = BigInt(increases[Number(egress)] ?? 0);
  const usage = {
    ...{ serial: BigInt(serial), rootA, rootB, resource: egress, minIncrease },
    ...{ owner: [BigInt(owner.x), BigInt(owner.y)], viewKey: BigInt(viewKey), presentA: 1n },
    words: numbers(states.map(({ word }) => word)),
    blindings: numbers(states.map(({ blinding }) => blinding)),
    siblings: paths(states.map(({ siblings }) => siblings)),
  };
  return {
    uptime: { inputs: uptime, publicInputs: [BigInt(missedSlots), uptime.provider, uptime.epoch, ...roots] },
    usage: { inputs: usage, publicInputs: [usage.serial, rootA, rootB, egress, minIncrease] },
  };
}
