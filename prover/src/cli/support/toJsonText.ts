import { fieldToHex } from '../../field/fieldToHex.js';

/** A point as JSON carries it. */
export function pointToJson({ x, y }: { x: bigint; y: bigint }): { x: string; y: string } {
  return { x: fieldToHex(x), y: fieldToHex(y) };
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
