import { TallystickError } from '../../core/errors/TallystickError.js';
import { cliError } from '../cliErrors.js';
import type { CliIo } from '../io/CliIo.js';

const POLL_INTERVAL_MS = 1000;

/** What passes: the sequencer restarts, or has too much to do at the moment. */
const PASSING = new Set<string>([
  'sequencer-client/unreachable',
  'sequencer/not-ready',
  'sequencer/overloaded',
  'sequencer/rate-limited',
]);

/**
 * Asks again and again until there is an answer, also while a sequencer that was there gives none for a while. One that never was there is
 * more likely a wrong address.
 *
 * @param what for the error: what is waited for
 * @throws cli/wait-timeout, and whatever `ask` throws
 */
export async function waitFor<Answer>(
  { io, timeoutSeconds, what }: { io: CliIo; timeoutSeconds: number; what: string },
  ask: () => Promise<Answer | undefined>,
): Promise<Answer> {
  const deadline = io.now() + timeoutSeconds;
  let isThere = false;
  for (;;) {
    let cause: unknown;
    const answer = await ask().catch((error: unknown) => {
      if (!(isThere && error instanceof TallystickError && PASSING.has(error.code))) throw error;
      cause = error;
    });
    isThere = true;
    if (answer !== undefined) return answer;
    if (io.now() >= deadline) throw cliError('cli/wait-timeout', { facts: { what, timeoutSeconds }, cause });
    await io.pause(POLL_INTERVAL_MS);
  }
}
