import type { Address } from 'viem';
import type { ProbeDomain } from '../../core/probe.js';

/** A provider's request for its own opening. */
export type OpeningRequest = {
  /** The watcher that is asked; it refuses requests to others. */
  watcher: Address;
  provider: Address;
  epoch: number;
  /** When it was signed, in unix seconds; it is good for five minutes. */
  issuedAt: number;
};

const TYPES = {
  OpeningRequest: [
    { name: 'watcher', type: 'address' },
    { name: 'provider', type: 'address' },
    { name: 'epoch', type: 'uint64' },
    { name: 'issuedAt', type: 'uint64' },
  ],
} as const;

/**
 * What the provider, or its responder key, signs to be given its opening.
 *
 * @see https://eips.ethereum.org/EIPS/eip-712
 */
export function openingRequestTypedData({ watcher, provider, epoch, issuedAt }: OpeningRequest, at: ProbeDomain) {
  return {
    domain: { name: 'Tallystick Watcher', version: '1', chainId: at.chainId, verifyingContract: at.registry },
    types: TYPES,
    primaryType: 'OpeningRequest',
    message: { watcher, provider, epoch: BigInt(epoch), issuedAt: BigInt(issuedAt) },
  } as const;
}
