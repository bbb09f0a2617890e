import { constants } from 'node:os';

/** What ends a program that is asked to: Ctrl-C, a supervisor, and the terminal that is closed. */
export const END_SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * Waits until the program is asked to end, by any of the signals. A second one, whichever, ends it at once, since whoever sends it does not
 * want to wait; what listens to the process's `exit` is still called, so that no child is left behind.
 *
 * @param ended Aborted once the program has ended in order: from then on signals do what they do without this.
 * @returns the signal
 *
 * @example
 * import { untilSignal } from '@tallystick/prover/files';
 *
 * console.log(`Stopping, by ${await untilSignal()}`);
 */
export function untilSignal(ended?: AbortSignal): Promise<NodeJS.Signals> {
  return new Promise((resolve) => {
    let isAsked = false;
    const onSignal = (signal: NodeJS.Signals): void => {
      if (isAsked) process.exit(128 + constants.signals[signal]);
      isAsked = true;
      resolve(signal);
    };
    for (const signal of END_SIGNALS) process.on(signal, onSignal);
    ended?.addEventListener('abort', () => {
      for (const signal of END_SIGNALS) process.removeListener(signal, onSignal);
    });
  });
}
