import { hkdf } from '@noble/hashes/hkdf';
import { sha512 } from '@noble/hashes/sha2';
import { type Hex, hexToBytes, isHex, size } from 'viem';
import { assertViemAccount } from './assertViemAccount.js';
import { bytesToField, FIELD_MODULUS, fieldToBytes, fieldToHex, GRUMPKIN_ORDER, toField } from './field.js';
import { keyError } from './keyErrors.js';
import { validateInteger } from './limits.js';
import { type Point, publicKeyOf, toPrivateKey } from './signature.js';

/** A key pair over Grumpkin. The private key is below the group's order. */
export type GrumpkinKey = { privateKey: bigint; publicKey: Point };

/**
 * What a wallet signs so that Tallystick's keys can be derived from the signature (EIP-712). It names no chain and no
 * contract: one wallet has one root on all of them, and every key below it is bound to a deployment's domain. Changing a
 * single letter would change everyone's keys.
 *
 * @see https://eips.ethereum.org/EIPS/eip-712
 */
export const KEY_MESSAGE = {
  domain: { name: 'Tallystick', version: '1' },
  types: {
    KeyDerivation: [
      { name: 'purpose', type: 'string' },
      { name: 'warning', type: 'string' },
    ],
  },
  primaryType: 'KeyDerivation',
  message: {
    purpose: 'Derive the keys of my Tallystick accounts.',
    warning:
      'Whoever has this signature can spend from all of your Tallystick accounts. Sign it only in an application that you trust, and never share it.',
  },
} as const;

/** The order of the secp256k1 group, which wallets sign in. @see https://www.secg.org/sec2-v2.pdf */
const SECP256K1_ORDER = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n;

/** What is needed of a wallet: a viem account, or a viem wallet client that has its account. Of ethers' Wallet, `privateKeyToAccount(wallet.privateKey)`. */
export type SigningWallet = {
  /** The wallet's signature over {@link KEY_MESSAGE}, 65 bytes or the 64 of EIP-2098: the same one each time that it is asked. */
  signTypedData(message: typeof KEY_MESSAGE): Promise<Hex>;
};

/**
 * The root of all Tallystick keys of an Ethereum wallet, from its signature over a fixed message: whoever has the wallet
 * can make it again anywhere. The wallet is asked twice, and refused when it answers differently, since such a key would be
 * lost with this process.
 *
 * @throws key/not-of-viem, key/wallet-not-deterministic, key/bad-wallet-signature, crypto/not-loaded
 *
 * @example
 * import { deriveAccountKey, loadCrypto } from '@tallystick/prover';
 * import { privateKeyToAccount } from 'viem/accounts';
 *
 * await loadCrypto();
 * const { privateKey: root } = await deriveAccountKey(privateKeyToAccount(walletKey));
 */
export async function deriveAccountKey(wallet: SigningWallet): Promise<GrumpkinKey> {
  assertViemAccount(wallet, 'wallet');
  const first = canonicalSignature(await wallet.signTypedData(KEY_MESSAGE));
  const second = canonicalSignature(await wallet.signTypedData(KEY_MESSAGE));
  if (first.some((byte, i) => byte !== second[i])) throw keyError('key/wallet-not-deterministic');
  const privateKey = reduceSecret(first, 'root', GRUMPKIN_ORDER);
  return { privateKey, publicKey: publicKeyOf(privateKey) };
}

/**
 * `r` and the lower of the two valid `s` of a wallet's signature, 64 bytes. Wallets write one signature in several ways
 * (recovery id 0/1 or 27/28, EIP-2098's compact form, high or low `s`); all give the same bytes here, and so the same keys.
 *
 * @throws key/bad-wallet-signature
 * @see https://eips.ethereum.org/EIPS/eip-2098
 */
function canonicalSignature(signature: Hex): Uint8Array {
  const length = isHex(signature, { strict: true }) ? size(signature) : 0;
  if (length !== 64 && length !== 65) {
    throw keyError('key/bad-wallet-signature', {
      facts: { given: `${length} bytes`, expected: '64 or 65 bytes' },
    });
  }
  const bytes = hexToBytes(signature);
  const r = bytesToField(bytes.subarray(0, 32));
  let s = bytesToField(bytes.subarray(32, 64));
  // The compact form keeps the recovery id in the top bit.
  if (length === 64) s &= (1n << 255n) - 1n;
  if (r === 0n || s === 0n || r >= SECP256K1_ORDER || s >= SECP256K1_ORDER) {
    throw keyError('key/bad-wallet-signature', {
      facts: { expected: 'r and s below the order of secp256k1' },
    });
  }
  if (s > SECP256K1_ORDER / 2n) s = SECP256K1_ORDER - s;
  return new Uint8Array([...fieldToBytes(r), ...fieldToBytes(s)]);
}

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
function derivationInfo(purpose: string, { index, domain }: Pick<DerivedKeyParameters, 'index' | 'domain'>): string {
  validateInteger(index, { field: 'index', max: MAX_INDEX, toError: keyError.of('key/bad-index') });
  return `${purpose} ${fieldToHex(toField(domain, 'domain'))} ${index}`;
}

/**
 * The key of one account (allowance or earning account). Keys of one root look unrelated to everyone who doesn't have it.
 *
 * @throws key/out-of-range, key/bad-index, crypto/not-loaded
 *
 * @example
 * import { computeDomain, deriveAccountKey, deriveAllowanceKey, loadCrypto } from '@tallystick/prover';
 *
 * await loadCrypto();
 * const { privateKey: root } = await deriveAccountKey(wallet);
 * const domain = computeDomain({ chainId: 31337, rollup });
 * const { privateKey, publicKey } = deriveAllowanceKey({ root, index: 0, domain });
 */
export function deriveAllowanceKey(parameters: DerivedKeyParameters): GrumpkinKey {
  const root = fieldToBytes(toPrivateKey(parameters.root, 'root'));
  const privateKey = reduceSecret(root, derivationInfo('account', parameters), GRUMPKIN_ORDER);
  return { privateKey, publicKey: publicKeyOf(privateKey) };
}

/**
 * The Ethereum key that a provider's server answers probes with. It is hot, so it is none that owns anything: it can say
 * that the provider is up, and read the provider's openings. A new `index` gives an unrelated key, to replace one that leaked.
 *
 * @returns the private key, for viem's `privateKeyToAccount`
 * @throws key/out-of-range, key/bad-index
 *
 * @example
 * import { deriveResponderKey } from '@tallystick/prover';
 * import { privateKeyToAccount } from 'viem/accounts';
 *
 * const responder = privateKeyToAccount(deriveResponderKey({ root, index: 0, domain })); // on the server that answers probes
 */
export function deriveResponderKey(parameters: DerivedKeyParameters): Hex {
  const root = fieldToBytes(toPrivateKey(parameters.root, 'root'));
  return fieldToHex(reduceSecret(root, derivationInfo('responder', parameters), SECP256K1_ORDER));
}

/**
 * The view key of one account: reads it from L1, but can't spend. The account's parties and the operator share it.
 *
 * @throws key/out-of-range, key/bad-index
 *
 * @example
 * import { deriveViewKey } from '@tallystick/prover';
 *
 * const viewKey = deriveViewKey({ root, index: 0, domain }); // for the terms of the account with this index
 */
export function deriveViewKey(parameters: DerivedKeyParameters): bigint {
  const root = fieldToBytes(toPrivateKey(parameters.root, 'root'));
  return reduceSecret(root, derivationInfo('view', parameters), FIELD_MODULUS);
}

const SALT = 'Tallystick keys 1';

/**
 * A number between 1 and `modulus` − 1 from secret bytes: HKDF-SHA-512 to 512 bits, reduced, so the bias is below 2^-250.
 *
 * @param info what the number is for; two purposes give unrelated numbers
 * @see https://www.rfc-editor.org/rfc/rfc5869
 */
function reduceSecret(secret: Uint8Array, info: string, modulus: bigint): bigint {
  const wide = bytesToField(hkdf(sha512, secret, SALT, info, 64));
  return (wide % (modulus - 1n)) + 1n;
}
