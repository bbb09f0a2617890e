import { validateInteger } from '../account/validateInteger.js';
import { fieldToHex } from '../field/fieldToHex.js';
import { toField } from '../field/toField.js';

const MAX_INDEX = 2 ** 32 - 1;

export type DerivedKeyParameters = {
  /** The wallet's root, `deriveAccountKey().privateKey`. */
  root: bigint;
  /** Number of the account among the wallet's accounts at this deployment, from 0 upwards. */
  index: number;
  /** The deployment, see `computeDomain`. */
  domain: bigint;
};

/**
 * The info string of a derived key: purpose, deployment, index.
 *
 * @throws key/bad-index, crypto/not-a-field-element
 */
export function derivationInfo(
  purpose: string,
  { index, domain }: Pick<DerivedKeyParameters, 'index' | 'domain'>,
): string {
  validateInteger(index, { field: 'index', max: MAX_INDEX, code: 'key/bad-index' });
  return `${purpose} ${fieldToHex(toField(domain, 'domain'))} ${index}`;
}
