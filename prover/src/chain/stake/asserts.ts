import type { CourtsDeployment, Deployment } from '@tallystick/verifier-contracts';
import { type Address, isAddress, zeroAddress } from 'viem';
import { validateInteger } from '../../core/limits.js';
import { MAX_EPOCH } from '../../statements/uptime/constants.js';
import { stakeError } from './stakeErrors.js';
import type { ProviderTerms } from './types.js';

/**
 * Makes sure that a value is an address other than 0.
 *
 * @throws stake/malformed
 */
export function assertStakeAddress(value: unknown, field: string): asserts value is Address {
  if (typeof value === 'string' && isAddress(value) && value !== zeroAddress) return;
  throw stakeError('stake/malformed', {
    message: `${field} is no address`,
    facts: {
      field,
      given: typeof value === 'string' ? value.slice(0, 80) : typeof value,
      expected: 'an address, not zero',
    },
  });
}

const MAX_BYTES = 200;

/**
 * Makes sure that an endpoint can be registered: the URL of an HTTP service, at most 200 bytes, without user name and password,
 * since everybody will read it.
 *
 * @throws stake/malformed
 */
export function assertEndpoint(value: unknown): asserts value is string {
  const url = typeof value === 'string' && URL.canParse(value) ? new URL(value) : undefined;
  const fits = typeof value === 'string' && new TextEncoder().encode(value).length <= MAX_BYTES;
  const isHttp = url !== undefined && ['http:', 'https:'].includes(url.protocol);
  if (fits && isHttp && url.username === '' && url.password === '') return;
  throw stakeError('stake/malformed', {
    message: 'endpoint is no address of an HTTP service that everybody may read',
    facts: {
      field: 'endpoint',
      expected: `a URL with http:// or https://, at most ${MAX_BYTES} bytes, without user name and password`,
    },
  });
}

/** @throws stake/malformed when the epoch is no integer of 32 bits */
export function assertEpoch(epoch: number): void {
  validateInteger(epoch, { field: 'epoch', max: MAX_EPOCH, toError: stakeError.of('stake/malformed') });
}

/**
 * Makes sure that terms can be registered; what governance narrows further is the contract's to say.
 *
 * @throws stake/malformed, naming the field
 */
export function assertProviderTerms({ capacity, promisedUptimeBps, responder, endpoint }: ProviderTerms): void {
  const toError = stakeError.of('stake/malformed');
  for (const name of ['compute', 'storageGib', 'egressMibPerSecond'] as const) {
    validateInteger(capacity[name], { field: `capacity.${name}`, max: 2 ** 32 - 1, toError });
  }
  if (capacity.compute + capacity.storageGib + capacity.egressMibPerSecond === 0) {
    throw toError({
      message: 'capacity is 0 of everything',
      facts: { field: 'capacity', given: capacity, expected: 'at least one unit of something' },
    });
  }
  validateInteger(promisedUptimeBps, { field: 'promisedUptimeBps', min: 1, max: 10_000, toError });
  assertStakeAddress(responder, 'responder');
  assertEndpoint(endpoint);
}

const MAX_STAKE = 2n ** 88n - 1n;

/**
 * Makes sure that a value is an amount that the registry can hold.
 *
 * @throws stake/malformed
 */
export function assertStakeAmount(value: unknown, field: string): asserts value is bigint {
  if (typeof value === 'bigint' && value > 0n && value <= MAX_STAKE) return;
  throw stakeError('stake/malformed', {
    message: `${field} is no amount that can be staked`,
    facts: { field, given: value ?? null, expected: `token base units from 1 to ${MAX_STAKE}, a bigint` },
  });
}

/**
 * The courts of a deployment.
 *
 * @throws stake/no-courts
 *
 * @example
 * import { requireCourts } from '@tallystick/prover/chain';
 *
 * const { stakeRegistry, uptimeCourt } = requireCourts(deployment);
 */
export function requireCourts({ courts, rollup, chainId }: Deployment): CourtsDeployment {
  if (courts === undefined) throw stakeError('stake/no-courts', { facts: { field: 'courts', rollup, chainId } });
  return courts;
}
