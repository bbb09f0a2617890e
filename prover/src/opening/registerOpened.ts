import type { AllowanceRecord } from '../clientFiles/book/AllowanceRecord.js';
import type { AllowanceBook } from '../clientFiles/book/createAllowanceBook.js';
import { isSameRollup } from '../clientFiles/book/isSameRollup.js';
import { TallystickError } from '../core/errors/TallystickError.js';
import type { SequencerClient } from '../sequencerClient/SequencerClient.js';
import { openingError } from './openingErrors.js';

/** What passes: the sequencer hasn't seen the open yet, restarts, or has too much to do. */
const PASSING = new Set<string>([
  'sequencer/unknown-open',
  'sequencer/not-ready',
  'sequencer/overloaded',
  'sequencer/rate-limited',
  'sequencer-client/unreachable',
]);

export type RegisterOpenedParameters = {
  record: AllowanceRecord & { serial: number };
  book: AllowanceBook;
  sequencer: SequencerClient;
  /** For all of it; a request under way then is waited for. */
  timeoutMs: number;
  pollIntervalMs: number;
};

/**
 * Gives the terms of an account on the chain to the sequencer, and waits until a batch has opened it. One that knows nothing of an account
 * is given the terms again, whatever the record says: they may have gone to another, which a demand named.
 *
 * @throws opening/not-open-in-time, and what the sequencer refuses with
 */
export async function registerOpened(parameters: RegisterOpenedParameters): Promise<void> {
  const { record, book, sequencer, timeoutMs, pollIntervalMs } = parameters;
  const { serial, owner, terms } = record;
  const until = performance.now() + timeoutMs;

  async function waitFor(ask: () => Promise<boolean>): Promise<void> {
    for (;;) {
      let cause: unknown;
      const isDone = await ask().catch((error: unknown) => {
        if (!(error instanceof TallystickError && PASSING.has(error.code))) throw error;
        cause = error;
        return false;
      });
      if (isDone) return;
      if (performance.now() >= until) {
        const facts = { field: 'timeoutMs', serial, expected: `open within ${timeoutMs} ms` };
        throw openingError('opening/not-open-in-time', { facts, cause });
      }
      await new Promise((resolve) => setTimeout(resolve, pollIntervalMs));
    }
  }

  async function register(): Promise<void> {
    await waitFor(async () => {
      await sequencer.registerAccount({ serial, owner, terms });
      return true;
    });
    await book.update((records) =>
      records.map((kept) =>
        kept.serial === serial && isSameRollup(kept, record) ? { ...kept, registered: true } : kept,
      ),
    );
  }
  const isOpen = async () => (await sequencer.getAccount({ serial, viewKey: terms.viewKey })).status === 'open';

  if (!record.registered) await register();
  await waitFor(isOpen).catch(async (error: unknown) => {
    const isUnknown = error instanceof TallystickError && error.code === 'sequencer/unknown-account';
    if (!record.registered || !isUnknown) throw error;
    await register();
    await waitFor(isOpen);
  });
}
