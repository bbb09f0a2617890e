/** Order of BN254's scalar field, which is Grumpkin's base field: the field of the circuits, written p in the docs. */
export const FIELD_MODULUS = 21888242871839275222246405745257275088548364400416034343698204186575808495617n;
