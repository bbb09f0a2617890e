import type { ProbeChallenge } from './ProbeChallenge.js';
import type { ProbeDomain } from './ProbeDomain.js';

const TYPES = {
  Probe: [
    { name: 'watcher', type: 'address' },
    { name: 'provider', type: 'address' },
    { name: 'epoch', type: 'uint64' },
    { name: 'slot', type: 'uint8' },
    { name: 'nonce', type: 'bytes32' },
    { name: 'issuedAt', type: 'uint64' },
  ],
} as const;

/**
 * The typed data that answers a probe. Its domain and type keep the signature apart from everything else that the key, or
 * any wallet, may sign: whoever makes a provider sign challenges learns nothing but that it is up.
 *
 * @see https://eips.ethereum.org/EIPS/eip-712
 */
export function probeTypedData({ watcher, provider, epoch, slot, nonce, issuedAt }: ProbeChallenge, at: ProbeDomain) {
  return {
    domain: { name: 'Tallystick Probe', version: '1', chainId: at.chainId, verifyingContract: at.registry },
    types: TYPES,
    primaryType: 'Probe',
    message: { watcher, provider, epoch: BigInt(epoch), slot, nonce, issuedAt: BigInt(issuedAt) },
  } as const;
}
