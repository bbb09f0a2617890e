import { wtns } from 'snarkjs';
import { beforeAll, describe, expect, test } from 'vitest';
import { createCommittee } from '../../../test-support/createCommittee.js';
import { seededRandom } from '../../../test-support/seededRandom.js';
import { compileStatement } from '../../proving/groth16/compileStatement.js';
import type { StatementCircuit } from '../../proving/groth16/statementArtifacts.js';
import { countMissedSlots } from './bitmap.js';
import { WATCH_DEPTH } from './constants.js';
import { loadPoseidon } from './poseidon.js';
import { toUptimeCircuitInputs } from './proveUptime.js';
import { toUptimeInputs } from './statement.js';

let circuit: StatementCircuit;

beforeAll(async () => {
  [circuit] = await Promise.all([compileStatement({ statement: 'uptime' }), loadPoseidon()]);
});

/** The first so many signals of the circuit's own witness: the constant, the output, the public inputs. */
async function solve(inputs: object, count = 9): Promise<bigint[]> {
  const witness = { type: 'mem' };
  await wtns.calculate(inputs as never, circuit.wasm, witness);
  const signals = (await wtns.exportJson(witness as never)) as bigint[];
  return signals.slice(0, count);
}

describe('the uptime circuit', () => {
  test('default: has the depth of the watch trees and the public inputs in their order', () => {
    expect(circuit.statement).toMatchObject({
      publicInputs: ['missedSlots', 'provider', 'epoch', 'root0', 'root1', 'root2', 'root3', 'root4'],
      parameters: { depth: WATCH_DEPTH },
    });
  });

  // Seeded cases with every number of present members, each bitmap sparse, even or dense.
  const random = seededRandom(7);
  const bitmap = (): bigint => {
    const [a, b] = [random() % 2n ** 96n, random() % 2n ** 96n];
    return [a & b, a, a | b][Number(random() % 3n)] ?? a;
  };
  const cases = Array.from({ length: 12 }, (_, i) => ({
    seed: i,
    bitmaps: Array.from({ length: 5 }, (_, member) =>
      random() % 6n < BigInt(i % 6) && member > 0 ? undefined : bitmap(),
    ),
  }));

  test.each(cases)('behavior: counts as the plain reference, case $seed', async ({ bitmaps, seed }) => {
    const { provider, epoch, roots, openings } = createCommittee(bitmaps, { seed });
    // A member that posted a root may be left out all the same.
    const given = openings.map((opening, i) => (i === 4 && seed % 2 === 0 ? undefined : opening));
    const missedSlots = countMissedSlots(given.map((opening) => opening?.bitmap));
    const inputs = toUptimeCircuitInputs({ provider, epoch, roots, openings: given });
    expect(await solve(inputs)).toEqual([1n, ...toUptimeInputs({ missedSlots, provider, epoch, roots })]);
  });

  test('behavior: all up, all down, nobody there', async () => {
    const all = 2n ** 96n - 1n;
    const expectMissed = async (bitmaps: (bigint | undefined)[], missed: bigint) => {
      const [, missedSlots] = await solve(toUptimeCircuitInputs(createCommittee(bitmaps)));
      expect(missedSlots).toBe(missed);
    };
    await expectMissed([all, all, all, all, all], 0n);
    await expectMissed([0n, 0n, 0n, 0n, 0n], 96n);
    await expectMissed([undefined, undefined, undefined, undefined, undefined], 96n);
    await expectMissed([all, all, undefined, undefined, undefined], 96n);
    await expectMissed([all, all, 1n, undefined, undefined], 95n);
  });

  test.each([
    ['provider', (inputs: Inputs) => ({ ...inputs, provider: inputs.provider + 1n })],
    ['epoch', (inputs: Inputs) => ({ ...inputs, epoch: inputs.epoch + 1n })],
    ['root', (inputs: Inputs) => ({ ...inputs, roots: [1n, ...inputs.roots.slice(1)] })],
    ['bitmap', (inputs: Inputs) => ({ ...inputs, bitmaps: inputs.bitmaps.map((bits) => bits ^ 1n) })],
    ['salt', (inputs: Inputs) => ({ ...inputs, salts: inputs.salts.map((salt) => salt ^ 1n) })],
    ['watcher', (inputs: Inputs) => ({ ...inputs, watchers: [...inputs.watchers].reverse() })],
    ['bitmap of an absent member', (inputs: Inputs) => ({ ...inputs, present: [0n, 1n, 1n, 1n, 1n] })],
    ['presence without a root', (inputs: Inputs) => ({ ...inputs, roots: [0n, ...inputs.roots.slice(1)] })],
  ])('error: a wrong %s has no witness', async (_name, change) => {
    const inputs = toUptimeCircuitInputs(createCommittee([1n, 2n, 3n, 4n, 5n])) as unknown as Inputs;
    await expect(solve(inputs)).resolves.toHaveLength(9);
    await expect(solve(change(inputs))).rejects.toThrow('Assert Failed');
  });
});

type Inputs = {
  provider: bigint;
  epoch: bigint;
  roots: bigint[];
  bitmaps: bigint[];
  salts: bigint[];
  watchers: bigint[];
  present: bigint[];
};
