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
  };
}
