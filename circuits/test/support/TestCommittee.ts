import { buildPoseidon } from 'circomlibjs';
import { seeded } from './seeded.js';

const MEMBERS = 5;
const SLOTS = 96;
const DEPTH = 8;

export type PoseidonHash = (inputs: readonly bigint[]) => bigint;

/** circomlibjs' Poseidon on bigints. */
export async function loadPoseidon(): Promise<PoseidonHash> {
  const poseidon = await buildPoseidon();
  return (inputs) => poseidon.F.toObject(poseidon([...inputs])) as bigint;
}

/** The inputs of the uptime circuit, by name. */
export type UptimeInputs = {
  provider: bigint;
  epoch: bigint;
  roots: bigint[];
  watchers: bigint[];
  bitmaps: bigint[];
  salts: bigint[];
  indices: bigint[];
  siblings: bigint[][][];
  present: bigint[];
};

export type CommitteeParameters = {
  hash: PoseidonHash;
  seed: bigint;
  /** One for each member; undefined where it posted none. */
  bitmaps: readonly (bigint | undefined)[];
  /** What the leaves are for; drawn from the seed by default. */
  provider?: bigint;
  epoch?: bigint;
};

/** Five watchers' trees, each with the provider's leaf among random siblings, as the circuit's inputs. */
export function uptimeInputs({ hash, seed, bitmaps, ...fixed }: CommitteeParameters): UptimeInputs {
  const draw = seeded(seed);
  const provider = fixed.provider ?? draw(160);
  const epoch = fixed.epoch ?? draw(32);
  const inputs: UptimeInputs = {
    ...{ provider, epoch },
    ...{ roots: [], watchers: [], bitmaps: [], salts: [], indices: [], siblings: [], present: [] },
  };
  for (let i = 0; i < MEMBERS; i++) {
    const bitmap = bitmaps[i];
    const [watcher, salt, index] = [draw(160), draw(253), draw(2 * DEPTH)];
    const siblings = Array.from({ length: DEPTH }, () => [draw(253), 0n, draw(253)]);
    const leaf = hash([watcher, provider, epoch, bitmap ?? 0n, salt]);
    inputs.roots.push(bitmap === undefined ? 0n : rootOf(hash, leaf, index, siblings));
    inputs.watchers.push(watcher);
    inputs.bitmaps.push(bitmap ?? 0n);
    inputs.salts.push(salt);
    inputs.indices.push(index);
    inputs.siblings.push(siblings);
    inputs.present.push(bitmap === undefined ? 0n : 1n);
  }
  return inputs;
}

/** The root that a path leads to. */
export function rootOf(hash: PoseidonHash, leaf: bigint, index: bigint, siblings: readonly bigint[][]): bigint {
  return siblings.reduce((node, level, height) => {
    const family = [...level];
    family.splice(Number((index >> BigInt(2 * height)) & 3n), 0, node);
    return hash(family);
  }, leaf);
}

/** Slots that fewer than three members saw up. */
export function missedSlots(bitmaps: readonly (bigint | undefined)[]): bigint {
  const up = (slot: number) => bitmaps.filter((bitmap) => bitmap !== undefined && (bitmap >> BigInt(slot)) & 1n).length;
  return BigInt(Array.from({ length: SLOTS }, (_, slot) => up(slot)).filter((count) => count < 3).length);
}
