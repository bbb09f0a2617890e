import { bytesToField } from '../field/bytesToField.js';
import { fieldToBytes } from '../field/fieldToBytes.js';
import { loadedSigner } from '../hash/crypto.js';
import type { Point } from './Point.js';
import { toPrivateKey } from './toPrivateKey.js';

/**
 * The Grumpkin public key of a private key.
 *
 * @throws crypto/not-loaded, key/out-of-range
 */
export function publicKeyOf(privateKey: bigint): Point {
  const { publicKey } = loadedSigner().schnorrComputePublicKey({ privateKey: fieldToBytes(toPrivateKey(privateKey)) });
  return { x: bytesToField(publicKey.x), y: bytesToField(publicKey.y) };
}
