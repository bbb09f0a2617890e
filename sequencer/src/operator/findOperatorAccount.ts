import { hashTerms, type Point, type SigningWallet } from '@tallystick/prover/core';
import { deriveOperatorAccount, type OperatorAccount } from './deriveOperatorAccount.js';

export type FindOperatorAccountParameters = {
  wallet: SigningWallet;
  /** The rollup's. */
  domain: bigint;
  /** What the chain says of the operator's account. */
  open: { owner: Point; terms: bigint };
};

/**
 * The account of the wallet's that the chain has as the operator's: the one of the deployment, or after a change of keys the first that the
 * new wallet opened itself. Undefined where it is neither.
 *
 * @throws key/wallet-not-deterministic, key/bad-wallet-signature, crypto/not-loaded
 */
export async function findOperatorAccount(
  parameters: FindOperatorAccountParameters,
): Promise<OperatorAccount | undefined> {
  const { wallet, domain, open } = parameters;
  const accounts = [await deriveOperatorAccount(wallet), await deriveOperatorAccount(wallet, domain)];
  return accounts.find(({ terms, publicKey }) => open.terms === hashTerms(terms) && open.owner.x === publicKey.x);
}
