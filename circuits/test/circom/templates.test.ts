import { describe, expect, test, vi } from 'vitest';
import { MODULUS } from '../../scripts/primitives.mjs';
import { CircomProgram } from '../support/CircomProgram.js';

// circom's runtime prints what it also throws.
vi.spyOn(console, 'error').mockImplementation(() => {});

describe('Bits', () => {
  test('default: the bits of every number of three bits, and of no other', async () => {
    const program = await CircomProgram.template('range.circom', 'Bits(3)', ['in']);
    for (let value = 0; value < 8; value++) {
      const [, ...bits] = await program.solve({ in: value });
      expect(bits.slice(0, 3)).toEqual([0, 1, 2].map((i) => BigInt((value >> i) & 1)));
    }
    for (const value of [8n, MODULUS - 1n, 1n << 253n])
      await expect(program.solve({ in: value })).rejects.toThrow('Bits');
  });

  test('behavior: whatever is claimed, the constraints take one reading only', async () => {
    const program = await CircomProgram.template('range.circom', 'Bits(2)', ['in']);
    const at = (name: string) => program.signals.get(name) ?? Number.NaN;
    const places = [at('in'), at('bits[0]'), at('bits[1]')];
    const claims = [0n, 1n, 2n, 3n, 4n, MODULUS - 1n, (MODULUS + 1n) / 2n];
    const taken: bigint[][] = [];
    for (const value of claims) {
      for (const low of claims) {
        for (const high of claims) {
          const witness: bigint[] = [1n];
          [value, low, high].forEach((claim, i) => {
            witness[places[i] ?? 0] = claim;
          });
          if (program.failing(witness).length === 0) taken.push([value, low, high]);
        }
      }
    }
    expect(taken).toEqual([
      [0n, 0n, 0n],
      [1n, 1n, 0n],
      [2n, 0n, 1n],
      [3n, 1n, 1n],
    ]);
  });

  test('error: more bits than the field has one reading for', async () => {
    await expect(CircomProgram.template('range.circom', 'Bits(254)', ['in'])).rejects.toThrow('False assert');
  });
});

describe('QuaternaryFamily', () => {
  test.each([0, 1, 2, 3])('default: the node at place %i among its siblings', async (digit) => {
    const program = await CircomProgram.template('quaternary.circom', 'QuaternaryFamily()', [
      'node',
      'siblings',
      'digit',
    ]);
    const inputs = { node: 9, siblings: [10, 20, 30], digit: [digit & 1, digit >> 1] };
    const witness = await program.solve(inputs);
    const family = [10n, 20n, 30n];
    family.splice(digit, 0, 9n);
    expect(witness.slice(1, 5)).toEqual(family);
    expect(program.loose(witness, 7n)).toEqual([]);
  });
});
