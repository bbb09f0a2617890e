/** Order of Grumpkin's group, which is BN254's base field: private keys and the signature's `s` are below it. */
export const GRUMPKIN_ORDER = 21888242871839275222246405745257275088696311157297823662689037894645226208583n;
