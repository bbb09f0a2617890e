/** The modulus of BN254's base field: points' coordinates lie below it. */
export const BASE_FIELD_MODULUS = 0x30644e72e131a029b85045b68181585d97816a916871ca8d3c208c16d87cfd47n;
