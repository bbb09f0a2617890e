/** JSON text in which a bigint is `{"$bigint":"123"}`, so that it comes back exact from {@link decodeJson}. */
export function encodeJson(value: unknown): string {
  return JSON.stringify(value, (_key, item: unknown) =>
    typeof item === 'bigint' ? { $bigint: item.toString() } : item,
  );
}
