import { type Hex, hexToBytes, isHex, size } from 'viem';
import { TallystickError } from '../errors/TallystickError.js';
import { bytesToField } from '../field/bytesToField.js';
import { fieldToBytes } from '../field/fieldToBytes.js';
import { SECP256K1_ORDER } from './SECP256K1_ORDER.js';

/**
 * `r` and the lower of the two valid `s` of a wallet's signature, 64 bytes. Wallets write one signature in several ways
 * (recovery id 0/1 or 27/28, EIP-2098's compact form, high or low `s`); all give the same bytes here, and so the same keys.
 *
 * @throws key/bad-wallet-signature
 * @see https://eips.ethereum.org/EIPS/eip-2098
 */
export function canonicalSignature(signature: Hex): Uint8Array {
  const length = isHex(signature, { strict: true }) ? size(signature) : 0;
  if (length !== 64 && length !== 65) {
    throw new TallystickError('key/bad-wallet-signature', {
      facts: { given: `${length} bytes`, expected: '64 or 65 bytes' },
    });
  }
  const bytes = hexToBytes(signature);
  const r = bytesToField(bytes.subarray(0, 32));
  let s = bytesToField(bytes.subarray(32, 64));
  // The compact form keeps the recovery id in the top bit.
  if (length === 64) s &= (1n << 255n) - 1n;
  if (r === 0n || s === 0n || r >= SECP256K1_ORDER || s >= SECP256K1_ORDER) {
    throw new TallystickError('key/bad-wallet-signature', {
      facts: { expected: 'r and s below the order of secp256k1' },
    });
  }
  if (s > SECP256K1_ORDER / 2n) s = SECP256K1_ORDER - s;
  return new Uint8Array([...fieldToBytes(r), ...fieldToBytes(s)]);
}
