import { validateInteger } from '../account/validateInteger.js';
import { TallystickError } from '../errors/TallystickError.js';
import { assertEndpoint } from './assertEndpoint.js';
import { assertStakeAddress } from './assertStakeAddress.js';
import type { ProviderTerms } from './ProviderTerms.js';

/**
 * Makes sure that terms can be registered; what governance narrows further is the contract's to say.
 *
 * @throws stake/malformed, naming the field
 */
export function assertProviderTerms({ capacity, promisedUptimeBps, responder, endpoint }: ProviderTerms): void {
  const code = 'stake/malformed';
  for (const name of ['compute', 'storageGib', 'egressMibPerSecond'] as const) {
    validateInteger(capacity[name], { field: `capacity.${name}`, max: 2 ** 32 - 1, code });
  }
  if (capacity.compute + capacity.storageGib + capacity.egressMibPerSecond === 0) {
    throw new TallystickError(code, {
      message: 'capacity is 0 of everything',
      facts: { field: 'capacity', given: capacity, expected: 'at least one unit of something' },
    });
  }
  validateInteger(promisedUptimeBps, { field: 'promisedUptimeBps', min: 1, max: 10_000, code });
  assertStakeAddress(responder, 'responder');
  assertEndpoint(endpoint);
}
