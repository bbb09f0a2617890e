import { Field } from '@noble/curves/abstract/modular';
import { weierstrassPoints } from '@noble/curves/abstract/weierstrass';
import { hkdf } from '@noble/hashes/hkdf';
import { sha512 } from '@noble/hashes/sha2';
import { bytesToField, FIELD_MODULUS, fieldToBytes, GRUMPKIN_ORDER } from '../field.js';
import { challengeInputs, GENERATOR } from './bbScheme.js';
import type { CryptoEngine, Point, Quad } from './CryptoEngine.js';
import { createPermutation } from './poseidon2Permutation.js';

/** Bits of a window in the table of the generator's multiples: 1,400 points, some tens of milliseconds. With 8 it took thrice that, and a signature
 * a twelfth less. */
const WINDOW_BITS = 6;

/**
 * Hashes and signatures in plain TypeScript, for where the WebAssembly of the prover would be too much to load: the same results as
 * bb.js, in a hundredth of the bytes. Scalar multiplication with secrets takes the same steps whatever they are, but arithmetic on
 * bigints doesn't take the same time; whoever can measure this process closely can learn of keys.
 */
export async function startEngine(): Promise<CryptoEngine> {
  const permute = createPermutation();
  const { ProjectivePoint } = weierstrassPoints({
    Fp: Field(FIELD_MODULUS),
    a: 0n,
    b: FIELD_MODULUS - 17n,
    n: GRUMPKIN_ORDER,
    h: 1n,
    Gx: GENERATOR.x,
    Gy: GENERATOR.y,
  });
  const generator = ProjectivePoint.BASE;
  generator._setWindowSize(WINDOW_BITS);
  generator.multiply(GRUMPKIN_ORDER - 1n); // makes the table

  function hash(inputs: readonly bigint[]): bigint {
    let state: Quad = [0n, 0n, 0n, BigInt(inputs.length) << 64n];
    let block = 0;
    // Without inputs there is a permutation all the same.
    do {
      const [x = 0n, y = 0n, z = 0n] = inputs.slice(block, block + 3);
      const [a, b, c, capacity] = state;
      state = permute([a + x, b + y, c + z, capacity]);
      block += 3;
    } while (block < inputs.length);
    return state[0];
  }

  const publicKeyOf = (privateKey: bigint): Point => generator.multiply(privateKey).toAffine();
  const challenge = (nonceX: bigint, publicKey: Point, message: bigint): bigint =>
    hash(challengeInputs(nonceX, publicKey, message));

  return {
    poseidon2Hash: hash,
    poseidon2Permute: permute,
    publicKeyOf,
    sign(message, privateKey) {
      const publicKey = publicKeyOf(privateKey);
      for (;;) {
        const nonce = drawNonce(message, privateKey);
        const e = challenge(publicKeyOf(nonce).x, publicKey, message);
        const s = (nonce + (GRUMPKIN_ORDER - e) * privateKey) % GRUMPKIN_ORDER;
        if (s !== 0n && e !== 0n) return { s, e };
      }
    },
    verify(message, publicKey, { s, e }) {
      const commitment = generator.multiplyAndAddUnsafe(ProjectivePoint.fromAffine(publicKey), s, e);
      return commitment !== undefined && challenge(commitment.x, publicKey, message) === e;
    },
    stop() {},
  };
}

/**
 * A nonce between 1 and Grumpkin's order minus 1, with a bias below 2^-250. It is made of the key, the message and fresh randomness
 * together: a generator that repeats itself gives the key away only if all three are the same, and then gives the same signature; and
 * two signatures of one message share no nonce, which an attacker who disturbs the computation could use.
 *
 * @see https://www.rfc-editor.org/rfc/rfc6979, section 3.6, for nonces of key, message and additional randomness
 */
function drawNonce(message: bigint, privateKey: bigint): bigint {
  const salt = globalThis.crypto.getRandomValues(new Uint8Array(32));
  const wide = bytesToField(hkdf(sha512, fieldToBytes(privateKey), salt, fieldToBytes(message), 64));
  return (wide % (GRUMPKIN_ORDER - 1n)) + 1n;
}
