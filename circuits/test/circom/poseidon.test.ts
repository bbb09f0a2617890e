import { beforeAll, expect, test } from 'vitest';
import { CircomProgram } from '../support/CircomProgram.js';
import { seeded } from '../support/seeded.js';
import { loadPoseidon, type PoseidonHash } from '../support/TestCommittee.js';

let hash: PoseidonHash;
beforeAll(async () => {
  hash = await loadPoseidon();
});

test.each([
  [1, 213],
  [2, 240],
  [4, 297],
  [5, 321],
])('default: gives what circomlibjs gives for %i inputs, in %i constraints', async (inputs, constraints) => {
  const program = await CircomProgram.template('poseidon.circom', `Poseidon(${inputs})`, ['in']);
  expect(program.r1cs.constraints).toBe(constraints);
  const draw = seeded(BigInt(inputs));
  for (const input of [Array(inputs).fill(0n), Array.from({ length: inputs }, () => draw(253))]) {
    expect((await program.solve({ in: input }))[1]).toBe(hash(input));
  }
});

test('behavior: no signal can be changed', async () => {
  const program = await CircomProgram.template('poseidon.circom', 'Poseidon(4)', ['in']);
  expect(program.loose(await program.solve({ in: [1, 2, 3, 4] }), 5n)).toEqual([]);
});
