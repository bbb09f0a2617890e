/** Tells a person what happens: one line for a step, with its time when done. On a terminal the line is redrawn with progress. */
export type Narrator = {
  step<T>(title: string, work: (progress: (detail: string) => void) => Promise<T>): Promise<T>;
  say(line: string): void;
};

export type NarratorStream = { write(text: string): unknown; isTTY?: boolean; columns?: number };

const REDRAW_MS = 100;

/** A narrator on a stream; `process.stderr` keeps standard output free for the result. */
export function createNarrator(stream: NarratorStream, now: () => number = Date.now): Narrator {
  const isTerminal = stream.isTTY === true;
  const clip = (line: string): string => line.slice(0, (stream.columns ?? 100) - 1);
  return {
    say: (line) => {
      stream.write(`${line}\n`);
    },
    async step(title, work) {
      const startedAt = now();
      let drawnAt = 0;
      const draw = (line: string): void => {
        stream.write(`\r\u001b[2K${clip(line)}`);
      };
      if (isTerminal) draw(`… ${title}`);
      const result = await work((detail) => {
        if (!isTerminal || now() - drawnAt < REDRAW_MS) return;
        drawnAt = now();
        draw(`… ${title}: ${detail}`);
      }).catch((error: unknown) => {
        stream.write(`${isTerminal ? '\r\u001b[2K' : ''}✗ ${title}\n`);
        throw error;
      });
      const seconds = ((now() - startedAt) / 1000).toFixed(1);
      stream.write(`${isTerminal ? '\r\u001b[2K' : ''}✓ ${title} (${seconds} s)\n`);
      return result;
    },
  };
}
