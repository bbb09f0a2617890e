import { fieldToBytes } from '../field/fieldToBytes.js';
import { GRUMPKIN_ORDER } from '../field/GRUMPKIN_ORDER.js';
import { publicKeyOf } from '../signature/publicKeyOf.js';
import { toPrivateKey } from '../signature/toPrivateKey.js';
import { type DerivedKeyParameters, derivationInfo } from './derivationInfo.js';
import type { GrumpkinKey } from './GrumpkinKey.js';
import { reduceSecret } from './reduceSecret.js';

/**
 * The key of one account (allowance or earning account). Keys of one root look unrelated to everyone who doesn't have it.
 *
 * @throws key/out-of-range, key/bad-index, crypto/not-loaded
 */
export function deriveAllowanceKey(parameters: DerivedKeyParameters): GrumpkinKey {
  const root = fieldToBytes(toPrivateKey(parameters.root, 'root'));
  const privateKey = reduceSecret(root, derivationInfo('account', parameters), GRUMPKIN_ORDER);
  return { privateKey, publicKey: publicKeyOf(privateKey) };
}
