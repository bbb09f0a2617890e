import type { ChildProcess } from 'node:child_process';
import type { TallystickError } from '@tallystick/prover/core';
import { sequencerError } from '../errors.js';

/** How a process ended, and the error for whoever waits for it. */
export type ProcessEnd = { code: number | null; signal: string | null; error: TallystickError };

/** Waits for the end of a process. One that could not be started has one too, though Node.js tells an error of it and never an exit. */
export function endOf(child: ChildProcess): Promise<ProcessEnd> {
  return new Promise((resolve) => {
    child.once('exit', (code, signal) => {
      const error = sequencerError('sequencer/worker-failed', { facts: { exitCode: code, signal } });
      resolve({ code, signal, error });
    });
    child.on('error', (cause: NodeJS.ErrnoException) => {
      if (child.pid !== undefined) return;
      const error = sequencerError('sequencer/worker-failed', {
        message: 'The proving process could not be started.',
        facts: { reason: cause.code },
        cause,
        remedy: 'It is tried again. If it repeats, give the machine more memory, processes or open files.',
      });
      resolve({ code: null, signal: null, error });
    });
  });
}
