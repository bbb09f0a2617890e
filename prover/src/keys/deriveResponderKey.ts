import type { Hex } from 'viem';
import { fieldToBytes } from '../field/fieldToBytes.js';
import { fieldToHex } from '../field/fieldToHex.js';
import { toPrivateKey } from '../signature/toPrivateKey.js';
import { type DerivedKeyParameters, derivationInfo } from './derivationInfo.js';
import { reduceSecret } from './reduceSecret.js';
import { SECP256K1_ORDER } from './SECP256K1_ORDER.js';

/**
 * The Ethereum key that a provider's server answers probes with. It is hot, so it is none that owns anything: it can say
 * that the provider is up, and read the provider's openings. A new `index` gives an unrelated key, to replace one that leaked.
 *
 * @returns the private key, for viem's `privateKeyToAccount`
 * @throws key/out-of-range, key/bad-index
 */
export function deriveResponderKey(parameters: DerivedKeyParameters): Hex {
  const root = fieldToBytes(toPrivateKey(parameters.root, 'root'));
  return fieldToHex(reduceSecret(root, derivationInfo('responder', parameters), SECP256K1_ORDER));
}
