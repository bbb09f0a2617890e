import { TallystickError } from '../../errors/TallystickError.js';
import type { CliIo } from '../io/CliIo.js';

const POLL_INTERVAL_MS = 1000;

/**
 * Asks again and again until there is an answer.
 *
 * @param what for the error: what is waited for
 * @throws cli/wait-timeout, and whatever `ask` throws
 */
export async function waitFor<Answer>(
  { io, timeoutSeconds, what }: { io: CliIo; timeoutSeconds: number; what: string },
  ask: () => Promise<Answer | undefined>,
): Promise<Answer> {
  const deadline = io.now() + timeoutSeconds;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    if (io.now() >= deadline) throw new TallystickError('cli/wait-timeout', { facts: { what, timeoutSeconds } });
    await io.pause(POLL_INTERVAL_MS);
  }
}
