/** The largest challenge that is read, and the largest answer: both are a few hundred bytes. */
export const PROBE_BODY_LIMIT_BYTES = 2048;
