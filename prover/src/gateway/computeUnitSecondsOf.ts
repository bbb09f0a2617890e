/** Unit-seconds of compute for a time in milliseconds on a number of units, rounded up. */
export function computeUnitSecondsOf(elapsedMs: number, computeUnits = 1): bigint {
  return BigInt(Math.ceil((elapsedMs / 1000) * computeUnits));
}
