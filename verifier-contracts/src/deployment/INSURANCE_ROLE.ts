/**
 * The AccessManager's role that may pay the insurance's money out: a vault's. Role 0 is the admin, 1 the operator, 2 the guardian of
 * the rollup. Courts have no role: the stake registry keeps them itself.
 */
export const INSURANCE_ROLE = 3n;
