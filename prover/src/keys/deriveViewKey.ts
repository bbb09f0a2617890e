import { FIELD_MODULUS } from '../field/FIELD_MODULUS.js';
import { fieldToBytes } from '../field/fieldToBytes.js';
import { toPrivateKey } from '../signature/toPrivateKey.js';
import { type DerivedKeyParameters, derivationInfo } from './derivationInfo.js';
import { reduceSecret } from './reduceSecret.js';

/**
 * The view key of one account: reads it from L1, but can't spend. The account's parties and the operator share it.
 *
 * @throws key/out-of-range, key/bad-index
 */
export function deriveViewKey(parameters: DerivedKeyParameters): bigint {
  const root = fieldToBytes(toPrivateKey(parameters.root, 'root'));
  return reduceSecret(root, derivationInfo('view', parameters), FIELD_MODULUS);
}
