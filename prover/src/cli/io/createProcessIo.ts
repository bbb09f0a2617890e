import { setTimeout } from 'node:timers/promises';
import type { CliIo } from './CliIo.js';

/** The real world for a command: this process's streams, environment and clock. */
export function createProcessIo(): CliIo {
  return {
    stdout: process.stdout,
    stderr: process.stderr,
    env: process.env,
    now: () => Math.floor(Date.now() / 1000),
    pause: (milliseconds) => setTimeout(milliseconds),
    interrupted: () =>
      new Promise((resolve) => {
        // A second signal ends the process at once: whoever sends it does not want to wait.
        for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve());
      }),
  };
}
