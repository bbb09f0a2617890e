/**
 * The chunks of a body, each of which comes within a time. Only waiting counts, not what the reader does in between.
 *
 * @throws what `late` returns when the next chunk doesn't come; what reading throws
 */
export async function* readWithin(
  body: AsyncIterable<Uint8Array>,
  { timeoutMs, late }: { timeoutMs: number; late: () => Error },
): AsyncGenerator<Uint8Array, void> {
  const chunks = body[Symbol.asyncIterator]();
  for (;;) {
    let timer: NodeJS.Timeout | undefined;
    const silence = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(late()), timeoutMs);
    });
    const { done, value } = await Promise.race([chunks.next(), silence]).finally(() => clearTimeout(timer));
    if (done === true) return;
    yield value;
  }
}
