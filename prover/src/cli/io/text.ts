import type { Units } from '../../core/units.js';
import type { Resource } from '../../statements/usage/statement.js';

const NAMES: Readonly<Record<Resource, string>> = {
  computeUnitSeconds: 'unit-seconds of compute',
  storageGibHours: 'GiB-hours of storage',
  egressMib: 'MiB of egress',
};

/** An amount of one resource, for people. */
export function unitText(resource: Resource, amount: bigint): string {
  return `${amount} ${NAMES[resource]}`;
}

/** Units for people: each resource with its unit. */
export function unitsText({ computeUnitSeconds, storageGibHours, egressMib }: Units): string {
  return `${computeUnitSeconds} compute unit-seconds, ${storageGibHours} storage GiB-hours, ${egressMib} egress MiB`;
}

/** Unix seconds with the same moment in ISO 8601, or "never" for 0. */
export function timeText(unixSeconds: number): string {
  if (unixSeconds === 0) return 'never';
  // Beyond what a Date can hold, only the number is shown.
  if (unixSeconds > 8_640_000_000_000) return String(unixSeconds);
  return `${unixSeconds} (${new Date(unixSeconds * 1000).toISOString().replace('.000Z', 'Z')})`;
}

/** JSON with bigints as decimal strings, indented, with a newline at its end. */
export function toJsonText(value: unknown): string {
  const text = JSON.stringify(
    value,
    (_key, inner: unknown) => (typeof inner === 'bigint' ? inner.toString() : inner),
    2,
  );
  return `${text}\n`;
}

/**
 * What stands below a command's help.
 *
 * @param note what there is to know beside the options
 * @param lines command lines
 */
export function examplesText(note: string, ...lines: string[]): string {
  return `\n${note}\n\n${lines.length > 1 ? 'Examples' : 'Example'}:\n${lines.map((line) => `  $ ${line}`).join('\n')}`;
}
