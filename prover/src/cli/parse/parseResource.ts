import { InvalidArgumentError } from 'commander';
import type { Resource } from '../../usage/Resource.js';

const NAMES: Readonly<Record<string, Resource>> = {
  compute: 'computeUnitSeconds',
  storage: 'storageGibHours',
  egress: 'egressMib',
};

/**
 * Option parser for a resource by its short name.
 *
 * @throws InvalidArgumentError naming the choices
 */
export function parseResource(value: string): Resource {
  const resource = Object.hasOwn(NAMES, value) ? NAMES[value] : undefined;
  if (resource === undefined) throw new InvalidArgumentError('Expected a resource: compute, storage or egress.');
  return resource;
}
