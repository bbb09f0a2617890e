import { BarretenbergSync, BN254_G1_GENERATOR, BN254_G2_GENERATOR } from '@aztec/bb.js';
import { keccak256, stringToBytes } from 'viem';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { FIELD_MODULUS, fieldToBytes } from '../../core/field.js';
import { DEVELOPMENT_STRING, POINT_BYTES } from './constants.js';
import { makeDevelopmentPowers } from './makeDevelopmentPowers.js';

let library: BarretenbergSync;
beforeAll(async () => {
  library = await BarretenbergSync.new({ threads: 1, skipSrsInit: true });
});
afterAll(() => library.destroy());

/** tau^exponent·G1 by the library, as 64 bytes in hex. */
function expectedPower(exponent: number): string {
  let scalar = 1n;
  for (let i = 0; i < exponent; i++) scalar = (scalar * DEVELOPMENT_STRING.tau) % FIELD_MODULUS;
  const { point } = library.bn254G1Mul({ point: BN254_G1_GENERATOR, scalar: fieldToBytes(scalar) });
  return Buffer.concat([point.x, point.y]).toString('hex');
}

function pointAt(bytes: Buffer, index: number): string {
  return bytes.subarray(index * POINT_BYTES, (index + 1) * POINT_BYTES).toString('hex');
}

test('default: every power is tau times the one before, over all threads', async () => {
  const count = 9_000;
  const fractions: number[] = [];
  const powers = await makeDevelopmentPowers({ from: 0, to: count, progress: (fraction) => fractions.push(fraction) });
  expect(powers).toHaveLength(count * POINT_BYTES);
  for (const exponent of [0, 1, 2, 3, 2_047, 2_048, 4_499, 4_500, 8_191, count - 1]) {
    expect(pointAt(powers, exponent)).toBe(expectedPower(exponent));
  }
  expect(fractions.at(-1)).toBe(1);
});

test('behavior: starts anywhere, so a string can be extended', async () => {
  const powers = await makeDevelopmentPowers({ from: 5_000, to: 5_010 });
  expect(pointAt(powers, 0)).toBe(expectedPower(5_000));
  expect(pointAt(powers, 9)).toBe(expectedPower(5_009));
});

test('behavior: the secret and its G2 point are the published ones', () => {
  const { tau, g2 } = DEVELOPMENT_STRING;
  expect(tau).toBe(BigInt(keccak256(stringToBytes('tallystick development reference string'))) % FIELD_MODULUS);
  const { point } = library.bn254G2Mul({
    point: { x: [...BN254_G2_GENERATOR.x], y: [...BN254_G2_GENERATOR.y] },
    scalar: fieldToBytes(tau),
  });
  expect([...point.x, ...point.y].map((word) => Buffer.from(word).toString('hex'))).toEqual(g2);
});
