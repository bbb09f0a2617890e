import { setTimeout } from 'node:timers/promises';
import type { CliIo } from './CliIo.js';

const SIGNALS = ['SIGINT', 'SIGTERM'] as const;

/** The real world for a command: this process's streams, environment and clock. */
export function createProcessIo(): CliIo {
  return {
    stdout: process.stdout,
    stderr: process.stderr,
    // Whoever reads may have gone, as in `… | head -1`; the rest is then written to nobody.
    writeBytes: (bytes) =>
      new Promise((resolve, reject) => {
        process.stdout.write(bytes, (error) => {
          if (error != null && (error as NodeJS.ErrnoException).code !== 'EPIPE') reject(error);
          else resolve();
        });
      }),
    env: process.env,
    now: () => Math.floor(Date.now() / 1000),
    // A timer that is left running would keep the process alive.
    pause: (milliseconds, signal) =>
      setTimeout(milliseconds, undefined, signal === undefined ? {} : { signal }).catch(() => {}),
    interrupted: () =>
      new Promise((resolve) => {
        // A second signal, whichever, ends the process at once: whoever sends it does not want to wait.
        const end = (): void => {
          for (const signal of SIGNALS) process.removeListener(signal, end);
          resolve();
        };
        for (const signal of SIGNALS) process.on(signal, end);
      }),
  };
}
