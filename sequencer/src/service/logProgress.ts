import type { ProgressEvent } from '@tallystick/prover/core';
import type { Logger } from 'pino';

/** Logs the steps of artifacts and proofs: notices for everybody, the others for whoever looks closer. */
export function logProgress(logger: Logger, event: ProgressEvent): void {
  const level = event.status === 'progress' ? 'trace' : event.status === 'notice' ? 'warn' : 'debug';
  logger[level]({ ...event }, event.status === 'notice' ? (event.detail ?? event.step) : 'progress');
}
