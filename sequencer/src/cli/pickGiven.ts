/** Those of the values that were given, by their names. */
export function pickGiven<V extends object, const K extends keyof V>(
  values: V,
  names: readonly K[],
): { [N in K]?: NonNullable<V[N]> } {
  return Object.fromEntries(names.flatMap((name) => (values[name] === undefined ? [] : [[name, values[name]]]))) as {
    [N in K]?: NonNullable<V[N]>;
  };
}
