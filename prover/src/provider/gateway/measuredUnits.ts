import { x402Error } from '../../core/x402/x402Errors.js';

const MIB = 1024n ** 2n;
const GIB = 1024n ** 3n;
const HOUR_MS = 3_600_000n;

/**
 * Unit-seconds of compute for a time in milliseconds on a number of units, rounded up.
 *
 * @throws gateway/bad-configuration for what is no number from 0 on
 *
 * @example
 * import { computeUnitSecondsOf } from '@tallystick/prover/provider';
 *
 * computeUnitSecondsOf(1_200, 4); // 5n
 */
export function computeUnitSecondsOf(elapsedMs: number | bigint, computeUnits: number | bigint = 1): bigint {
  return unitsOf([toFraction(elapsedMs, 'elapsedMs'), toFraction(computeUnits, 'computeUnits')], 1000n);
}

/**
 * GiB-hours of storage for a number of bytes held for a time in milliseconds, rounded up.
 *
 * @throws gateway/bad-configuration for what is no number from 0 on
 *
 * @example
 * import { storageGibHoursOf } from '@tallystick/prover/provider';
 *
 * storageGibHoursOf(3 * 1024 ** 3, 5_400_000); // 5n
 */
export function storageGibHoursOf(bytes: number | bigint, heldMs: number | bigint): bigint {
  return unitsOf([toFraction(bytes, 'bytes'), toFraction(heldMs, 'heldMs')], GIB * HOUR_MS);
}

/**
 * MiB of traffic for a number of bytes, rounded up.
 *
 * @throws gateway/bad-configuration for what is no number from 0 on
 *
 * @example
 * import { egressMibOf } from '@tallystick/prover/provider';
 *
 * egressMibOf(1_048_577); // 2n
 */
export function egressMibOf(bytes: number | bigint): bigint {
  return unitsOf([toFraction(bytes, 'bytes')], MIB);
}

type Fraction = { numerator: bigint; denominator: bigint };

/** The product of what was measured, by so much for a unit, rounded up. */
function unitsOf(measured: readonly Fraction[], perUnit: bigint): bigint {
  let numerator = 1n;
  let denominator = perUnit;
  for (const each of measured) {
    numerator *= each.numerator;
    denominator *= each.denominator;
  }
  return (numerator + denominator - 1n) / denominator;
}

/**
 * A measurement as the decimal that it prints as: 0.1 is a tenth, and a product of such numbers is exactly that, whereas floating point would
 * round it up across a whole unit now and then.
 */
function toFraction(value: number | bigint, field: string): Fraction {
  const [, whole, decimals = '', power = '0'] = /^(\d+)(?:\.(\d+))?(?:e([+-]\d+))?$/.exec(`${value}`) ?? [];
  if (whole === undefined) {
    throw x402Error('gateway/bad-configuration', { facts: { field, given: value, expected: 'a number from 0 on' } });
  }
  const digits = BigInt(whole + decimals);
  const shift = Number(power) - decimals.length;
  return shift < 0
    ? { numerator: digits, denominator: 10n ** BigInt(-shift) }
    : { numerator: digits * 10n ** BigInt(shift), denominator: 1n };
}
