import { bytesToField } from '../field/bytesToField.js';
import { fieldToBytes } from '../field/fieldToBytes.js';
import { fieldToHex } from '../field/fieldToHex.js';
import { toField } from '../field/toField.js';
import { loadedSigner } from '../hash/crypto.js';
import type { Signature } from './Signature.js';
import { toPrivateKey } from './toPrivateKey.js';

/**
 * Signs one field element: Schnorr over Grumpkin with a Poseidon2 challenge, as bb.js and the circuits have it. The
 * nonce is fresh each time, so two signatures of one message differ.
 *
 * @throws crypto/not-loaded, crypto/not-a-field-element, key/out-of-range
 */
export function signField({ message, privateKey }: { message: bigint; privateKey: bigint }): Signature {
  const { s, e } = loadedSigner().schnorrConstructSignature({
    messageField: fieldToBytes(toField(message, 'message')),
    privateKey: fieldToBytes(toPrivateKey(privateKey)),
  });
  return { s: fieldToHex(bytesToField(s)), e: fieldToHex(bytesToField(e)) };
}
