/** Asks until the answer is there. @throws Error when it isn't within the time. */
export async function waitUntil<T>(
  what: string,
  ask: () => Promise<T | undefined>,
  { withinMs = 240_000, everyMs = 200 }: { withinMs?: number; everyMs?: number } = {},
): Promise<T> {
  const deadline = Date.now() + withinMs;
  while (true) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    if (Date.now() > deadline) throw new Error(`${what}: not within ${withinMs / 1000} s`);
    await new Promise((resolve) => setTimeout(resolve, everyMs));
  }
}
