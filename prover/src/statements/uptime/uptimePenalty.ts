import { validateInteger } from '../../core/limits.js';
import { SLOTS_PER_EPOCH } from './bitmap.js';
import { uptimeError } from './uptimeErrors.js';

/** What missed slots cost, as the court's parameters have it; fractions in 1e-18. */
export type PenaltySchedule = { capWad: bigint; linearWad: bigint; quadraticWad: bigint };

export type UptimePenaltyParameters = {
  /** What the provider promised, in 1/10000; 1 to 10,000. */
  promisedUptimeBps: number;
  /** Slots that fewer than 3 members of the committee saw up, 0 to 96. */
  missedSlots: number;
  schedule: PenaltySchedule;
};

const WAD = 10n ** 18n;
const SLOTS = BigInt(SLOTS_PER_EPOCH);

/**
 * The fraction of its stake that missed slots cost a provider, in 1e-18: `min(cap, linear · x + quadratic · x²)` of the shortfall
 * `x = max(0, s − k/n − 1.65 · √(s(1 − s)/n))` for k of n = 96 slots up and the promise s. To the digit as the contract computes
 * it, so a provider knows before it proves.
 *
 * Source: the library UptimePenalty.sol, see docs/uptime.md.
 *
 * @throws uptime/out-of-range
 *
 * @example
 * import { uptimePenalty } from '@tallystick/prover/statements';
 *
 * const wad = 10n ** 18n;
 * const schedule = { capWad: wad / 10n, linearWad: wad / 10n, quadraticWad: wad };
 * uptimePenalty({ promisedUptimeBps: 9_900, missedSlots: 2, schedule }); // 0n
 * uptimePenalty({ promisedUptimeBps: 9_900, missedSlots: 96, schedule }); // 100000000000000000n
 */
export function uptimePenalty({ promisedUptimeBps, missedSlots, schedule }: UptimePenaltyParameters): bigint {
  const toError = uptimeError.of('uptime/out-of-range');
  validateInteger(promisedUptimeBps, { field: 'promisedUptimeBps', min: 1, max: 10_000, toError });
  validateInteger(missedSlots, { field: 'missedSlots', max: SLOTS_PER_EPOCH, toError });
  const { capWad, linearWad, quadraticWad } = schedule;
  const promised = BigInt(promisedUptimeBps) * 10n ** 14n;
  const variance = divideUp(promised * (WAD - promised), SLOTS);
  const tolerance = divideUp(rootUp(variance) * 165n, 100n);
  const reached = divideUp((SLOTS - BigInt(missedSlots)) * WAD, SLOTS) + tolerance;
  const shortfall = promised > reached ? promised - reached : 0n;
  const cost = (linearWad * shortfall + ((quadraticWad * shortfall) / WAD) * shortfall) / WAD;
  return cost < capWad ? cost : capWad;
}

const divideUp = (a: bigint, b: bigint): bigint => (a + b - 1n) / b;

/** The least integer whose square is at least `value`, by Newton's method. */
function rootUp(value: bigint): bigint {
  if (value < 2n) return value;
  let x = 1n << BigInt(Math.ceil(value.toString(2).length / 2));
  for (let next = (x + value / x) / 2n; next < x; next = (x + value / x) / 2n) x = next;
  return x * x === value ? x : x + 1n;
}
