import type { Hex } from 'viem';
import { TallystickError } from '../errors/TallystickError.js';
import { GRUMPKIN_ORDER } from '../field/GRUMPKIN_ORDER.js';
import { publicKeyOf } from '../signature/publicKeyOf.js';
import { canonicalSignature } from './canonicalSignature.js';
import type { GrumpkinKey } from './GrumpkinKey.js';
import { KEY_MESSAGE } from './KEY_MESSAGE.js';
import { reduceSecret } from './reduceSecret.js';

/** What is needed of a wallet: a viem account, or a viem wallet client that has its account. */
export type SigningWallet = { signTypedData(message: typeof KEY_MESSAGE): Promise<Hex> };

/**
 * The root of all Tallystick keys of an Ethereum wallet, from its signature over a fixed message: whoever has the wallet
 * can make it again anywhere. The wallet is asked twice, and refused when it answers differently, since such a key would be
 * lost with this process.
 *
 * @throws key/wallet-not-deterministic, key/bad-wallet-signature, crypto/not-loaded
 */
export async function deriveAccountKey(wallet: SigningWallet): Promise<GrumpkinKey> {
  const first = canonicalSignature(await wallet.signTypedData(KEY_MESSAGE));
  const second = canonicalSignature(await wallet.signTypedData(KEY_MESSAGE));
  if (Buffer.compare(first, second) !== 0) throw new TallystickError('key/wallet-not-deterministic');
  const privateKey = reduceSecret(first, 'root', GRUMPKIN_ORDER);
  return { privateKey, publicKey: publicKeyOf(privateKey) };
}
