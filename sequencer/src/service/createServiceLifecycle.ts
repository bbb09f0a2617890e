import { createLifecycle, type Lifecycle } from '@tallystick/prover/core';
import type { Logger } from 'pino';
import { sequencerError } from '../errors.js';

/** A service's lifecycle that tells its log what did not stop in order, and names what did not stop in time by an error of the sequencer. */
export function createServiceLifecycle({ timeoutMs, logger }: { timeoutMs: number; logger: Logger }): Lifecycle {
  return createLifecycle({
    name: 'the sequencer',
    onError: (error, part) => logger.error({ err: error }, `${part} did not stop in order`),
    limit: {
      timeoutMs,
      toTimeoutError: (parts) =>
        sequencerError('sequencer/stop-timeout', {
          message: `Not stopped within ${timeoutMs} ms: ${parts.join(', ')}`,
          facts: { parts, timeoutMs },
        }),
    },
  });
}
