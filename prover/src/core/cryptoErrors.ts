import { defineErrors } from './errors/defineErrors.js';

const table = {
  'crypto/not-loaded': {
    status: 500,
    meaning: 'A hash or signature was asked for before the cryptographic library was loaded.',
    remedy: 'Await `loadCrypto()` once at start-up.',
  },
  'crypto/load-failed': {
    status: 500,
    meaning: 'The cryptographic library could not be started.',
    remedy: 'Reinstall the dependencies; the cause says what failed.',
  },
  'crypto/not-a-field-element': {
    status: 400,
    meaning: "A value is not an integer between 0 and the field's modulus minus 1.",
    remedy: 'Reduce or correct the value named in the facts before use.',
  },
  'crypto/not-on-curve': {
    status: 400,
    meaning: 'A public key is not a point of the Grumpkin curve.',
    remedy: 'Give the public key as it was derived, x and y unchanged.',
  },
  'crypto/malformed-signature': {
    status: 400,
    meaning: 'A signature is not {s, e} of 32 hexadecimal bytes each.',
    remedy: 'Give the signature as `signField` made it.',
  },
};

/** Errors of the primitives: field, hash, curve, signature. */
export const cryptoError = /* @__PURE__ */ defineErrors(table);

declare module './errors/ErrorCodes.js' {
  interface ErrorCodes extends Readonly<typeof table> {}
}
