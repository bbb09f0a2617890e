/**
 * Undoes `encodeJson` on a value that PostgreSQL has already parsed (a jsonb column).
 * The caller names the type: the row was written by this program from a value of that type.
 */
export function decodeJson<T>(value: unknown): T {
  return revive(value) as T;
}

function revive(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(revive);
  if (value === null || typeof value !== 'object') return value;
  const entries = Object.entries(value);
  const [first] = entries;
  if (entries.length === 1 && first?.[0] === '$bigint' && typeof first[1] === 'string') return BigInt(first[1]);
  return Object.fromEntries(entries.map(([key, item]) => [key, revive(item)]));
}
