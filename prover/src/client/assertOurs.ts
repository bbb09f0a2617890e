import { TallystickError } from '../errors/TallystickError.js';
import { fieldToHex } from '../field/fieldToHex.js';
import type { Demand } from './Demand.js';

/**
 * Checks that a demand is for the deployment, the provider and the allowance at hand.
 *
 * @throws client/no-allowance
 */
export function assertOurs(
  demand: Demand,
  expected: { serial: number; domain: bigint; network: string; providerSerial: number },
): void {
  const serial = demand.serial ?? expected.serial;
  const given = { network: demand.network, providerSerial: demand.providerSerial, domain: demand.domain, serial };
  for (const field of ['network', 'providerSerial', 'domain', 'serial'] as const) {
    if (given[field] === expected[field]) continue;
    const show = (value: string | number | bigint) => (typeof value === 'bigint' ? fieldToHex(value) : value);
    const facts = { field, serial: expected.serial, given: show(given[field]), expected: show(expected[field]) };
    throw new TallystickError('client/no-allowance', { facts });
  }
}
