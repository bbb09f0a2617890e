import { beforeAll, describe, expect, test } from 'vitest';
import { ENGINES } from '../../../test-support/ENGINES.js';
import { FIELD_MODULUS } from '../field.js';
import { crypto } from './crypto.js';
import { compress, poseidon2Hash, poseidon2Permute, type Quad } from './poseidon2.js';

describe.each(ENGINES)('$name', ({ startEngine }) => {
  beforeAll(async () => {
    crypto.engine = await startEngine();
  });

  /** The sponge over the permutation, as the circuits write it. */
  function sponge(inputs: bigint[]): bigint {
    let state = [0n, 0n, 0n, BigInt(inputs.length) << 64n];
    for (let block = 0; block < inputs.length; block += 3) {
      const added = state.map((lane, i) => (i < 3 ? (lane + (inputs[block + i] ?? 0n)) % FIELD_MODULUS : lane));
      state = [...poseidon2Permute(added as unknown as Quad)];
    }
    return state[0] ?? 0n;
  }

  test('default: the permutation has the reference value of Barretenberg', () => {
    // permutation([0, 1, 2, 3]), from the test vectors of Noir's standard library and Barretenberg.
    expect(poseidon2Permute([0n, 1n, 2n, 3n])).toEqual([
      0x01bd538c2ee014ed5141b29e9ae240bf8db3fe5b9a38629a9647cf8d76c01737n,
      0x239b62e7db98aa3a2a8f6a0d2fa1709e7a35959aa6c7034814d9daa90cbac662n,
      0x04cbb44c61d928ed06808456bf758cbf0c18d1e15a7b6dbc8245fa7515d5e3cbn,
      0x2e11c5cff2a22c64d01304b778d78f6998eff1ab73163a35603f54794c30847an,
    ]);
  });

  test.each([1, 2, 3, 4, 5, 6, 7])('behavior: the hash of %i elements is the sponge of the circuits', (length) => {
    const inputs = Array.from({ length }, (_, i) => FIELD_MODULUS - 1n - BigInt(i));
    expect(poseidon2Hash(inputs)).toBe(sponge(inputs));
  });

  test('behavior: compress adds the first input to the permutation', () => {
    const quad = [FIELD_MODULUS - 1n, 2n, 3n, 4n] as const;
    expect(compress(...quad)).toBe((poseidon2Permute(quad)[0] + quad[0]) % FIELD_MODULUS);
  });

  test('error: an input that is not reduced', () => {
    expect(() => poseidon2Hash([1n, FIELD_MODULUS])).toThrow(
      expect.objectContaining({
        code: 'crypto/not-a-field-element',
        facts: expect.objectContaining({ field: 'inputs[1]' }),
      }),
    );
    expect(() => poseidon2Permute([-1n, 0n, 0n, 0n])).toThrow(
      expect.objectContaining({ code: 'crypto/not-a-field-element' }),
    );
  });
});
