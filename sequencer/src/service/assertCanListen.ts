import type { TallystickError } from '@tallystick/prover/core';
import { findListenProblem } from '@tallystick/prover/files';
import type { SequencerConfig } from '../config/rows.js';
import { sequencerError } from '../errors.js';

type Address = Pick<SequencerConfig, 'host' | 'port'>;

/**
 * Fails where the HTTP service can't listen at its address, before anything is loaded or made for it.
 *
 * @throws sequencer/cannot-listen
 */
export async function assertCanListen({ host, port }: Address): Promise<void> {
  const problem = await findListenProblem({ host, port });
  if (problem !== undefined) throw cannotListen({ host, port }, problem);
}

/** What an HTTP service that can't listen ends with. */
export function cannotListen({ host, port }: Address, cause: unknown): TallystickError {
  const reason = (cause as NodeJS.ErrnoException).code ?? 'unknown';
  const message = `The HTTP service can't listen at ${host}, port ${port}: ${reason}`;
  return sequencerError('sequencer/cannot-listen', { message, facts: { host, port, reason }, cause });
}
