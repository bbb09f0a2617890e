import { readFileSync } from 'node:fs';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { seededRandom } from '../../../test-support/seededRandom.js';
import { FIELD_MODULUS, GRUMPKIN_ORDER } from '../field.js';
import { startEngine as startBarretenberg } from './barretenbergEngine.js';
import type { CryptoEngine, Point, Quad } from './CryptoEngine.js';
import { startEngine } from './lightEngine.js';

type Hex = `0x${string}`;

/** Of the vectors that circuits, contracts and TypeScript share. */
function readVectors<Vectors>(name: string): Vectors {
  return JSON.parse(readFileSync(new URL(`../../../../circuits/vectors/${name}.json`, import.meta.url), 'utf8'));
}

let light: CryptoEngine;
let barretenberg: CryptoEngine;
beforeAll(async () => {
  [light, barretenberg] = await Promise.all([startEngine(), startBarretenberg()]);
});
afterEach(() => vi.restoreAllMocks());
afterAll(() => barretenberg.stop());

const point = ({ x, y }: { x: Hex; y: Hex }): Point => ({ x: BigInt(x), y: BigInt(y) });

describe('pinned vectors', () => {
  test('default: hashes', () => {
    const { hash, compress, permute } = readVectors<{
      hash: { input: Hex[]; output: Hex }[];
      compress: { input: Hex[]; output: Hex }[];
      permute: { input: Hex[]; output: Hex[] }[];
    }>('hash');
    expect(Math.min(hash.length, compress.length, permute.length)).toBeGreaterThan(1);
    for (const { input, output } of permute) {
      expect(light.poseidon2Permute(input.map(BigInt) as unknown as Quad)).toEqual(output.map(BigInt));
    }
    for (const { input, output } of hash) expect(light.poseidon2Hash(input.map(BigInt))).toBe(BigInt(output));
    for (const { input, output } of compress) {
      const quad = input.map(BigInt) as unknown as Quad;
      expect((light.poseidon2Permute(quad)[0] + quad[0]) % FIELD_MODULUS).toBe(BigInt(output));
    }
  });

  test('default: public keys', () => {
    const keys = readVectors<{ privateKey: Hex; publicKey: { x: Hex; y: Hex } }[]>('keys');
    expect(keys.length).toBeGreaterThan(1);
    for (const { privateKey, publicKey } of keys) {
      expect(light.publicKeyOf(BigInt(privateKey))).toEqual(point(publicKey));
    }
  });

  test.each(['receipt', 'withdrawal'])('default: signatures of each %s', (name) => {
    const signed = readVectors<{ message: Hex; publicKey: { x: Hex; y: Hex }; signature: { s: Hex; e: Hex } }[]>(name);
    expect(signed.length).toBeGreaterThan(1);
    for (const { message, publicKey, signature } of signed) {
      const numbers = { s: BigInt(signature.s), e: BigInt(signature.e) };
      expect(light.verify(BigInt(message), point(publicKey), numbers)).toBe(true);
      expect(light.verify((BigInt(message) + 1n) % FIELD_MODULUS, point(publicKey), numbers)).toBe(false);
    }
  });
});

describe('bb.js', () => {
  const random = seededRandom(10);
  const field = (): bigint => random() % FIELD_MODULUS;
  /** A third of them at the ends of the range. */
  const value = (): bigint => [0n, 1n, FIELD_MODULUS - 1n][Number(random() % 9n)] ?? field();

  test('behavior: has the same permutation', () => {
    for (let i = 0; i < 200; i++) {
      const quad: Quad = [value(), value(), value(), value()];
      expect(light.poseidon2Permute(quad)).toEqual(barretenberg.poseidon2Permute(quad));
    }
  });

  test('behavior: has the same hash, for every number of inputs', () => {
    for (let length = 0; length < 20; length++) {
      const inputs = Array.from({ length }, value);
      expect(light.poseidon2Hash(inputs)).toBe(barretenberg.poseidon2Hash(inputs));
    }
  });

  test('behavior: has the same public keys', () => {
    for (const key of [1n, 2n, GRUMPKIN_ORDER - 1n, FIELD_MODULUS, ...Array.from({ length: 20 }, () => field() + 1n)]) {
      expect(light.publicKeyOf(key)).toEqual(barretenberg.publicKeyOf(key));
    }
  });

  test('behavior: accepts the signatures made here, and its own are accepted here', () => {
    for (let i = 0; i < 20; i++) {
      const [message, privateKey] = [value(), field() + 1n];
      const publicKey = light.publicKeyOf(privateKey);
      const ours = light.sign(message, privateKey);
      const theirs = barretenberg.sign(message, privateKey);
      for (const signature of [ours, theirs]) {
        for (const engine of [light, barretenberg]) {
          expect(engine.verify(message, publicKey, signature)).toBe(true);
          for (const changed of [
            { ...signature, s: (signature.s % (GRUMPKIN_ORDER - 1n)) + 1n },
            { ...signature, e: (signature.e % (FIELD_MODULUS - 1n)) + 1n },
          ]) {
            expect(engine.verify(message, publicKey, changed)).toBe(false);
          }
        }
      }
    }
  });

  test('behavior: refuses a commitment at infinity too', () => {
    const privateKey = 5n;
    const publicKey = light.publicKeyOf(privateKey);
    const e = 3n;
    const s = GRUMPKIN_ORDER - e * privateKey;
    for (const engine of [light, barretenberg]) expect(engine.verify(1n, publicKey, { s, e })).toBe(false);
  });
});

test('behavior: a generator of random numbers that repeats itself gives no key away', () => {
  vi.spyOn(globalThis.crypto, 'getRandomValues').mockImplementation((array) => array);
  /** What the nonce would be, and so what two messages must not share. */
  const nonceOf = (message: bigint, privateKey: bigint): bigint => {
    const { s, e } = light.sign(message, privateKey);
    return (s + e * privateKey) % GRUMPKIN_ORDER;
  };
  expect(nonceOf(1n, 7n)).toBe(nonceOf(1n, 7n));
  expect(new Set([nonceOf(1n, 7n), nonceOf(2n, 7n), nonceOf(1n, 8n)]).size).toBe(3);
});

test('behavior: nonces are spread over the whole range', () => {
  const nonces = Array.from({ length: 64 }, () => {
    const { s, e } = light.sign(1n, 7n);
    return (s + e * 7n) % GRUMPKIN_ORDER;
  });
  expect(new Set(nonces).size).toBe(64);
  // Each is in the upper half with probability 1/2: 64 on one side would be chance once in 2^63.
  expect(nonces.some((nonce) => nonce > GRUMPKIN_ORDER / 2n)).toBe(true);
  expect(nonces.some((nonce) => nonce < GRUMPKIN_ORDER / 2n)).toBe(true);
});
