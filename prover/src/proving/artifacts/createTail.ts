const MOST_LINES = 8;
const MOST_CHARACTERS = 300;

/** What bb.js and its prover say of themselves when all is well. */
const ALL_IS_WELL = /^(Using native|Logger attached|Scheme is:|Socket server at|IPC server ready)/;

/** Keeps the last lines of what the native prover prints, as far as they may tell why it failed. It prints no inputs. */
export function createTail(): { add(line: string): void; lines(): string[] } {
  const kept: string[] = [];
  return {
    add(line) {
      if (ALL_IS_WELL.test(line) || line.trim() === '') return;
      kept.push(line.slice(0, MOST_CHARACTERS));
      if (kept.length > MOST_LINES) kept.shift();
    },
    lines: () => [...kept],
  };
}
