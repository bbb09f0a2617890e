// @ts-check
import { createHash } from 'node:crypto';
import { buildBn128, ChaCha } from 'ffjavascript';
import { G1_BYTES, G2_BYTES, uint32 } from './words.mjs';

const NAME = 1;
const ITERATIONS = 2;
const HASH = 3;

/**
 * The secret that a public beacon stands for, and the proof of it for a key's transcript: as snarkjs' `zKey.beacon` has
 * them.
 *
 * @param {{ hash: string, iterationsExponent: number }} beacon
 * @returns {Promise<{ delta: bigint, contribute(circuitHash: Buffer, name: string): Buffer }>} `contribute` gives the record of
 * a transcript whose only contribution this is
 */
export async function openBeacon({ hash, iterationsExponent }) {
  const value = Buffer.from(hash, 'hex');
  let seed = value;
  for (let i = 0; i < 2 ** iterationsExponent; i++) seed = createHash('sha256').update(seed).digest();
  const { G1, G2, Fr } = await buildBn128(true);
  const random = chaCha(seed);
  const secret = Fr.fromRng(random);
  const base = G1.toAffine(G1.fromRng(random));
  const shown = G1.toAffine(G1.timesFr(base, secret));

  const contribute = (/** @type {Buffer} */ circuitHash, /** @type {string} */ name) => {
    const transcript = createHash('blake2b512').update(circuitHash).update(plain(base)).update(plain(shown)).digest();
    const base2 = G2.fromRng(chaCha(transcript));
    const shown2 = G2.toAffine(G2.timesFr(base2, secret));
    const label = Buffer.from(name);
    const parameters = Buffer.concat([
      Buffer.from([NAME, label.length, ...label, ITERATIONS, iterationsExponent, HASH, value.length]),
      value,
    ]);
    const after = G1.toAffine(G1.timesFr(G1.g, secret));
    const points = [after, base, shown].map((point) => kept(G1, G1_BYTES, point));
    return Buffer.concat([
      ...[...points, kept(G2, G2_BYTES, shown2), transcript],
      ...[uint32(1), uint32(parameters.length), parameters],
    ]);
  };
  const plain = (/** @type {Uint8Array} */ point) => {
    const bytes = Buffer.alloc(G1_BYTES);
    G1.toRprUncompressed(bytes, 0, point);
    return bytes;
  };
  return { delta: BigInt(Fr.toObject(secret)), contribute };
}

/** The generator that eight words of bytes seed. @param {Buffer} bytes */
function chaCha(bytes) {
  return new ChaCha(Array.from({ length: 8 }, (_, i) => bytes.readUInt32BE(4 * i)));
}

/**
 * @param {{ toRprLEM(bytes: Buffer, at: number, point: Uint8Array): void }} group @param {number} size
 * @param {Uint8Array} point
 */
function kept(group, size, point) {
  const bytes = Buffer.alloc(size);
  group.toRprLEM(bytes, 0, point);
  return bytes;
}
