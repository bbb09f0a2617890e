/** The order of the secp256k1 group, which wallets sign in. @see https://www.secg.org/sec2-v2.pdf */
export const SECP256K1_ORDER = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n;
