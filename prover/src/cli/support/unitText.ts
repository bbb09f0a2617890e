import type { Resource } from '../../usage/Resource.js';

const NAMES: Readonly<Record<Resource, string>> = {
  computeUnitSeconds: 'unit-seconds of compute',
  storageGibHours: 'GiB-hours of storage',
  egressMib: 'MiB of egress',
};

/** An amount of one resource, for people. */
export function unitText(resource: Resource, amount: bigint): string {
  return `${amount} ${NAMES[resource]}`;
}
