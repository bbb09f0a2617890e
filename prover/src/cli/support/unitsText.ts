import type { Units } from '../../account/Units.js';

/** Units for people: each resource with its unit. */
export function unitsText({ computeUnitSeconds, storageGibHours, egressMib }: Units): string {
  return `${computeUnitSeconds} compute unit-seconds, ${storageGibHours} storage GiB-hours, ${egressMib} egress MiB`;
}
