import { access } from 'node:fs/promises';
import { TallystickError } from '../../errors/TallystickError.js';
import { reportStep } from '../../progress/reportStep.js';
import { parseReceipt } from '../../receipt/parseReceipt.js';
import type { Receipt } from '../../receipt/Receipt.js';
import { createLmdbReceiptStore } from '../../receiptStore/createLmdbReceiptStore.js';
import { createSequencerClient } from '../../sequencerClient/createSequencerClient.js';
import { serializeUnits } from '../../units/serializeUnits.js';
import type { CommandContext, CommandResult } from '../support/CommandContext.js';
import { readJsonFile } from '../support/readJsonFile.js';
import { waitForItem } from '../support/waitForItem.js';

export type SettleOptions = {
  receipt?: string[];
  store?: string;
  sequencer: string;
  wait?: boolean;
  timeout: number;
  json?: string;
};

type Outcome = { serial: number; units: unknown; status: string; error?: unknown };

/** `tallystick settle`: hands a provider's latest receipts to the sequencer. Repeating it is harmless. */
export async function settle(context: CommandContext, options: SettleOptions): Promise<CommandResult> {
  const { onProgress } = context;
  const receipts = await collectReceipts(options);
  if (receipts.length === 0) throw new TallystickError('cli/no-receipts');
  const client = createSequencerClient({ url: options.sequencer });
  const outcomes: Outcome[] = [];
  let failure: TallystickError | undefined;
  const total = receipts.length;
  const run = async (receipt: Receipt): Promise<string> => {
    const submit = () => client.submitSettlement(receipt);
    const answer = await submit();
    if (options.wait !== true) return typeof answer.status === 'string' ? answer.status : 'submitted';
    const what = `the settlement of serial ${receipt.serial}`;
    return waitForItem(context, { first: answer, again: submit, timeoutSeconds: options.timeout, what });
  };
  await reportStep({ step: 'settle', detail: `${total} receipt(s)`, onProgress }, async (progress) => {
    // All are submitted before any is waited for, so that they can share a batch.
    if (options.wait === true) for (const receipt of receipts) await client.submitSettlement(receipt).catch(() => {});
    for (const receipt of receipts) {
      const { serial } = receipt;
      const units = serializeUnits(receipt.units);
      try {
        outcomes.push({ serial, units, status: await run(receipt) });
      } catch (error) {
        if (!(error instanceof TallystickError)) throw error;
        failure ??= error;
        outcomes.push({ serial, units, status: 'failed', error: error.toJSON() });
        context.io.stderr.write(`serial ${serial}: ${error.code}: ${error.message}\n`);
      }
      progress(outcomes.length / total);
    }
  });
  const failed = outcomes.filter(({ status }) => status === 'failed').length;
  if (failure !== undefined) {
    throw new TallystickError(failure.code, {
      message:
        total === 1 ? failure.message : `${failed} of ${total} receipts failed, the first with: ${failure.message}`,
      facts: { ...failure.facts, settlements: outcomes },
      cause: failure,
      remedy: failure.remedy,
    });
  }
  return {
    lines: [
      ...outcomes.map(({ serial, status }): [string, string] => [`serial ${serial}`, status]),
      ['receipts', String(total)],
    ],
    json: { settlements: outcomes },
  };
}

async function collectReceipts({ receipt: files = [], store: path }: SettleOptions): Promise<Receipt[]> {
  const receipts: Receipt[] = [];
  for (const file of files) receipts.push(parseReceipt(await readJsonFile(file, '--receipt')));
  if (path === undefined) return receipts;
  // Opening would make a store that isn't there, and hide a misspelt path.
  await access(path).catch(() => {
    throw new TallystickError('cli/no-receipts', { facts: { field: '--store', given: path } });
  });
  const store = createLmdbReceiptStore({ path });
  try {
    for await (const { receipt } of store.list()) if (receipt !== undefined) receipts.push(receipt);
  } finally {
    await store.close();
  }
  return receipts;
}
