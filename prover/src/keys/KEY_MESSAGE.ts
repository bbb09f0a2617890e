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
