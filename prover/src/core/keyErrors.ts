import { defineErrors } from './errors/defineErrors.js';

const table = {
  'key/wallet-not-deterministic': {
    status: 422,
    meaning: 'The wallet signed the same message twice with different results, so a key derived from it could be lost.',
    remedy: 'Use a wallet that signs deterministically (RFC 6979), as nearly all software and hardware wallets do.',
  },
  'key/bad-wallet-signature': {
    status: 422,
    meaning: 'The wallet answered with something that is not a secp256k1 signature of 64 or 65 bytes.',
    remedy: 'Use an externally owned account; contract wallets have no single key to derive from.',
  },
  'key/not-of-viem': {
    status: 400,
    meaning:
      'What was handed over is a signer of ethers, such as its Wallet, where an account or a wallet client of viem is meant; the facts name the parameter.',
    remedy:
      "Hand over `privateKeyToAccount(wallet.privateKey)` of viem/accounts, or, for a browser's wallet or where `walletClient` is meant, what `createWalletClient` of viem makes.",
  },
  'key/out-of-range': {
    status: 400,
    meaning: 'A private key or root is not between 1 and the order of the Grumpkin group minus 1.',
    remedy: 'Use a key made by `deriveAccountKey` or `deriveAllowanceKey`.',
  },
  'key/bad-index': {
    status: 400,
    meaning: 'The index of a derived key is not an integer between 0 and 2^32 - 1.',
    remedy: 'Count the allowances of a wallet from 0 upwards.',
  },
};

/** Errors of deriving keys from a wallet. */
export const keyError = /* @__PURE__ */ defineErrors(table);

declare module './errors/ErrorCodes.js' {
  interface ErrorCodes extends Readonly<typeof table> {}
}
