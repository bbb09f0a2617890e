/** Runs something twice and tells how long the second run took, in milliseconds: the first one loads what is loaded once. */
export async function timed<T>(work: () => Promise<T>): Promise<{ result: T; ms: number }> {
  await work();
  const startedAt = performance.now();
  const result = await work();
  return { result, ms: Math.round(performance.now() - startedAt) };
}
