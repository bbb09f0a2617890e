/** The sealed value in a jsonb column that `sealJson` wrote; undefined where the column holds something in the clear. */
export function sealedBytes(value: unknown): Buffer | undefined {
  if (typeof value !== 'object' || value === null || !('$sealed' in value)) return undefined;
  return typeof value.$sealed === 'string' ? Buffer.from(value.$sealed, 'base64') : undefined;
}
