/** A body whose beginning has been read. */
export type ReadBody = {
  /** All of its bytes, or undefined where more is to come. */
  bytes: number | undefined;
  /** The same body again. At its end, or where it breaks off, `charge` gets the bytes that have passed; it ends once that is done. */
  stream(charge: (bytes: number) => Promise<unknown>): ReadableStream<Uint8Array>;
};

type Step = { done: boolean; value?: Uint8Array | undefined };

/** Reads what of a body is there at once, which is all of one that was made of a text or of bytes. */
export async function readBody(body: ReadableStream<Uint8Array>): Promise<ReadBody> {
  const reader = body.getReader();
  const ready: Uint8Array[] = [];
  const later = new Promise<'later'>((resolve) => setTimeout(() => resolve('later'), 0));
  let next = reader.read();
  for (;;) {
    // What breaks is for whoever reads the stream.
    const step: Step | 'later' = await Promise.race([next, later]).catch(() => 'later' as const);
    if (step === 'later' || step.done) {
      const bytes = step === 'later' ? undefined : ready.reduce((sum, { byteLength }) => sum + byteLength, 0);
      return { bytes, stream: (charge) => streamAgain({ reader, ready, next }, charge) };
    }
    if (step.value !== undefined) ready.push(step.value);
    next = reader.read();
  }
}

function streamAgain(
  {
    reader,
    ready,
    next,
  }: { reader: ReadableStreamDefaultReader<Uint8Array>; ready: Uint8Array[]; next: Promise<Step> },
  charge: (bytes: number) => Promise<unknown>,
): ReadableStream<Uint8Array> {
  let pending: Promise<Step> | undefined = next;
  let bytes = 0;
  return new ReadableStream({
    async pull(controller) {
      const chunk = ready.shift();
      try {
        const step: Step = chunk === undefined ? await (pending ?? reader.read()) : { done: false, value: chunk };
        if (chunk === undefined) pending = undefined;
        if (step.value !== undefined && !step.done) {
          bytes += step.value.byteLength;
          controller.enqueue(step.value);
          return;
        }
      } catch (error) {
        await charge(bytes).catch(() => undefined);
        throw error;
      }
      await charge(bytes);
      controller.close();
    },
    async cancel(reason) {
      await Promise.allSettled([reader.cancel(reason), charge(bytes)]);
    },
  });
}
