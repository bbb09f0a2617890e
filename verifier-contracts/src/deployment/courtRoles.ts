/**
 * The AccessManager's roles that the courts add. Role 0 is the admin, 1 the operator, 2 the guardian of the rollup.
 */

/** May slash stakes: the uptime court. */
export const COURT_ROLE = 3n;

/** May pay the insurance's money out: a vault. */
export const INSURANCE_ROLE = 4n;
