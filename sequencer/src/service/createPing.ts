/**
 * Asks whether something answers, once for all who want to know at the same time: readiness is asked by anyone, as often as they like,
 * and must neither take the database's connections nor wait with it.
 *
 * @returns what rejects when it doesn't answer, or not within the time
 */
export function createPing(ask: () => Promise<unknown>, timeoutMs = 5000): () => Promise<void> {
  let asking: Promise<unknown> | undefined;

  return async () => {
    asking ??= ask().finally(() => {
      asking = undefined;
    });
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new Error(`No answer within ${timeoutMs} ms`)), timeoutMs);
    });
    await Promise.race([asking, late]).finally(() => clearTimeout(timer));
  };
}
