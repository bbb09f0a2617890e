import {
  deriveAccountKey,
  deriveAllowanceKey,
  deriveViewKey,
  type GrumpkinKey,
  type SigningWallet,
  type Terms,
  ZERO_UNITS,
} from '@tallystick/prover/core';

/** The operator's earning account. Its private key and view key are secret. */
export type OperatorAccount = GrumpkinKey & { terms: Terms };

/** Serial 1 is opened by the rollup's constructor, before there is a domain to derive it for. */
const NO_DOMAIN = 0n;

/**
 * The operator's account out of its wallet: the same at deployment and at every start.
 *
 * @param domain that of the rollup for an account that the wallet opened later, as `tallystick allowance open --earning` opens its first
 * @throws key/wallet-not-deterministic, key/bad-wallet-signature, crypto/not-loaded
 *
 * @example
 * import { loadCrypto } from '@tallystick/prover/core';
 * import { deriveOperatorAccount } from '@tallystick/sequencer';
 * import { privateKeyToAccount } from 'viem/accounts';
 *
 * await loadCrypto();
 * const { publicKey, terms } = await deriveOperatorAccount(privateKeyToAccount(walletKey));
 */
export async function deriveOperatorAccount(wallet: SigningWallet, domain = NO_DOMAIN): Promise<OperatorAccount> {
  const { privateKey: root } = await deriveAccountKey(wallet);
  const derivation = { root, index: 0, domain };
  const terms: Terms = { providerSerial: 0, prices: ZERO_UNITS, expiry: 0, viewKey: deriveViewKey(derivation) };
  return { ...deriveAllowanceKey(derivation), terms };
}
