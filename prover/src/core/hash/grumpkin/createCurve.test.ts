import { BackendType, BarretenbergSync } from '@aztec/bb.js';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { seededRandom } from '../../../../test-support/seededRandom.js';
import { bytesToField, FIELD_MODULUS, fieldToBytes } from '../../field.js';
import { GENERATOR } from '../bbScheme.js';
import type { Quad } from '../CryptoEngine.js';
import { type Curve, createCurve } from './createCurve.js';

let library: BarretenbergSync;
let curve: Curve;
beforeAll(async () => {
  library = await BarretenbergSync.new({ backend: BackendType.Wasm, threads: 1, skipSrsInit: true });
  curve = await createCurve();
});
afterAll(() => library.destroy());

const random = seededRandom(41);
const value = (): bigint => [0n, 1n, FIELD_MODULUS - 1n][Number(random() % 6n)] ?? random() % FIELD_MODULUS;

test('default: has the permutation of bb.js', () => {
  for (let i = 0; i < 500; i++) {
    const quad: Quad = [value(), value(), value(), value()];
    expect(curve.permute(quad)).toEqual(
      library.poseidon2Permutation({ inputs: quad.map(fieldToBytes) }).outputs.map(bytesToField),
    );
  }
});

test('default: has the hash of bb.js, for every number of inputs', () => {
  for (let length = 0; length < 40; length++) {
    const inputs = Array.from({ length: length % 20 }, value);
    expect(curve.hash(inputs)).toBe(bytesToField(library.poseidon2Hash({ inputs: inputs.map(fieldToBytes) }).hash));
  }
});

test('default: multiples with a table, beside other tables, and again after more memory was taken', () => {
  const first = curve.reserve(4);
  const second = curve.reserve(5);
  const double = (): bigint | undefined => {
    curve.clear();
    curve.addTabled(2n, first);
    return curve.sumX();
  };
  curve.fill(first, GENERATOR);
  const x = double();
  const { publicKey } = library.schnorrComputePublicKey({ privateKey: fieldToBytes(2n) });
  expect(x).toBe(bytesToField(publicKey.x));
  curve.fill(second, { x: GENERATOR.x, y: FIELD_MODULUS - GENERATOR.y });
  curve.fill(curve.reserve(8), GENERATOR);
  expect(double()).toBe(x);
  // 2G - 2G
  curve.addTabled(2n, second);
  expect(curve.sumX()).toBeUndefined();
  curve.addTabled(2n, first);
  expect(curve.sumX()).toBe(x);
});

test('behavior: a multiple replaces the sum', () => {
  curve.setMultiple(3n, GENERATOR);
  const x = curve.sumX();
  curve.setMultiple(3n, GENERATOR);
  expect(curve.sumX()).toBe(x);
  curve.setMultiple(0n, GENERATOR);
  expect(curve.sumX()).toBeUndefined();
});
