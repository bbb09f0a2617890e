import { createHmac } from 'node:crypto';
import type { Address } from 'viem';
import { bytesToField, FIELD_MODULUS } from '../../core/field.js';
import type { ProbeDomain } from '../../core/probe.js';

export type DeriveWatchSaltParameters = {
  /** The watcher's secret, 32 bytes. */
  secret: Uint8Array;
  domain: ProbeDomain;
  watcher: Address;
  provider: Address;
  epoch: number;
};

/**
 * The salt of one leaf: HMAC-SHA-512 of what the leaf is about, reduced into the field (bias below 2^-250). Derived rather than
 * drawn, so that a copy of the secret is a copy of every salt, past and to come.
 *
 * @see https://www.rfc-editor.org/rfc/rfc2104
 */
export function deriveWatchSalt({ secret, domain, watcher, provider, epoch }: DeriveWatchSaltParameters): bigint {
  const { chainId, registry } = domain;
  const message = ['Tallystick watch salt 1', chainId, registry, watcher, provider, epoch].join(' ').toLowerCase();
  return bytesToField(createHmac('sha512', secret).update(message).digest()) % FIELD_MODULUS;
}
