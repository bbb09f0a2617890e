import type { AllowanceRecord } from '../../clientFiles/book/AllowanceRecord.js';
import type { AllowanceBook } from '../../clientFiles/book/createAllowanceBook.js';
import { isSameRollup } from '../../clientFiles/book/isSameRollup.js';
import { TallystickError } from '../../core/errors/TallystickError.js';
import { reportStep } from '../../core/progress/reportStep.js';
import { createSequencerClient } from '../../sequencerClient/createSequencerClient.js';
import { cliError } from '../cliErrors.js';
import type { CommandContext } from './CommandContext.js';
import { waitFor } from './waitFor.js';

/**
 * Gives the terms of an open account to the sequencer, waiting until it has seen the open on the chain, and notes it in
 * the book.
 *
 * @throws what the sequencer answers, with the serial and the command that tries again
 */
export async function registerRecord(
  { io, onProgress }: CommandContext,
  parameters: { record: AllowanceRecord; book: AllowanceBook; sequencerUrl: string; timeoutSeconds: number },
): Promise<void> {
  const { record, book, sequencerUrl, timeoutSeconds } = parameters;
  const { serial, owner, terms } = record;
  if (serial === undefined) throw cliError('cli/unknown-allowance', { facts: { status: record.status } });
  const client = createSequencerClient({ url: sequencerUrl });
  const what = `the sequencer to see the open of serial ${serial}`;
  try {
    await reportStep({ step: 'register', detail: `serial ${serial} at the sequencer`, onProgress }, () =>
      waitFor({ io, timeoutSeconds, what }, async () => {
        try {
          return await client.registerAccount({ serial, owner, terms });
        } catch (error) {
          if (error instanceof TallystickError && error.code === 'sequencer/unknown-open') return undefined;
          throw error;
        }
      }),
    );
  } catch (error) {
    if (!(error instanceof TallystickError)) throw error;
    throw error.retold({
      facts: { ...error.facts, serial },
      remedy: `The account is open on the chain as serial ${serial}. ${error.remedy} Then: tallystick allowance register --serial ${serial}`,
    });
  }
  await book.update((records) =>
    records.map((kept) =>
      kept.serial === serial && isSameRollup(kept, record) ? { ...kept, registered: true } : kept,
    ),
  );
}
