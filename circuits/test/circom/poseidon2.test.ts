import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { CircomProgram } from '../support/CircomProgram.js';
import { vectors } from '../support/vectors.js';

const hex = (value: bigint | undefined) => `0x${value?.toString(16).padStart(64, '0')}`;
const { hash, compress, permute } = vectors('hash');

test('default: the permutation gives the pinned vectors, in 264 constraints', async () => {
  const program = await CircomProgram.template('poseidon2.circom', 'Poseidon2Permutation()', ['in']);
  expect(program.r1cs.constraints).toBe(264);
  for (const { input, output } of permute) {
    expect((await program.solve({ in: input })).slice(1, 5).map(hex)).toEqual(output);
  }
});

test('behavior: compression gives the pinned vectors', async () => {
  const program = await CircomProgram.template('poseidon2.circom', 'Poseidon2Compress()', ['in']);
  expect(program.r1cs.constraints).toBe(264);
  for (const { input, output } of compress) expect(hex((await program.solve({ in: input }))[1])).toBe(output);
});

test.each(hash)('behavior: the sponge of $input.length gives the pinned vector', async ({ input, output }) => {
  const program = await CircomProgram.template('poseidon2.circom', `Poseidon2Hash(${input.length})`, ['in']);
  expect(hex((await program.solve({ in: input }))[1])).toBe(output);
});

test('behavior: the constants are what the LFSR gives', () => {
  const script = fileURLToPath(new URL('../../scripts/poseidon2-constants.mjs', import.meta.url));
  expect(execFileSync(process.execPath, [script, '--check'], { encoding: 'utf8' })).toContain('88 constants');
});

test('behavior: no signal of the permutation can be changed', async () => {
  const program = await CircomProgram.template('poseidon2.circom', 'Poseidon2Permutation()', ['in']);
  expect(program.loose(await program.solve({ in: [1, 2, 3, 4] }), 5n)).toEqual([]);
});
