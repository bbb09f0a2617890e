import { setTimeout } from 'node:timers/promises';
import { untilSignal } from '../../files/untilSignal.js';
import type { CliIo } from './CliIo.js';

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
    interrupted: async () => void (await untilSignal()),
  };
}
