import { TallystickError } from '../../core/errors/TallystickError.js';
import { reportStep } from '../../core/progress/reportStep.js';
import type { Receipt } from '../../core/receipt/receipt.js';
import { serializeUnits } from '../../core/units.js';
import { createSequencerClient } from '../../sequencerClient/createSequencerClient.js';
import type { JsonObject } from '../../sequencerClient/SequencerClient.js';
import { cliError } from '../cliErrors.js';
import type { CommandContext, CommandResult } from '../support/CommandContext.js';
import { collectReceipts } from '../support/collectReceipts.js';
import { findViewKey, type ViewKeyOptions } from '../support/findViewKey.js';
import { assertNotExpired, waitForItem } from '../support/waitForItem.js';

export type SettleOptions = ViewKeyOptions & {
  receipt?: string[];
  store?: string;
  maxPrepaidUnits: bigint;
  sequencer: string;
  wait?: boolean;
  timeout: number;
  json?: string;
};

type Outcome = {
  serial: number;
  units: unknown;
  status: string;
  /** Token base units taken from the allowance, and the operator's part of them, once batched. */
  amount?: unknown;
  fee?: unknown;
  batchId?: unknown;
  /** Unix seconds: without a batch before, it expires. */
  expiry?: unknown;
  /** Why it waits where it does; null where it doesn't. */
  waitsFor?: unknown;
  error?: unknown;
};

/** `tallystick settle`: hands a provider's latest receipts to the sequencer. Repeating it is harmless. */
export async function settle(context: CommandContext, options: SettleOptions): Promise<CommandResult> {
  const { onProgress } = context;
  const { receipts, refused } = await collectReceipts(options);
  const total = receipts.length + refused.length;
  if (total === 0) throw cliError('cli/no-receipts');
  const provider = { serial: options.serial, viewKey: await findViewKey(context, options) };
  const client = createSequencerClient({ url: options.sequencer });
  const outcomes: Outcome[] = [];
  let failure: TallystickError | undefined;
  /** Notes the outcome of one receipt; a refused one doesn't keep the others from being settled. */
  const note = async (receipt: Receipt, work: () => Promise<JsonObject>): Promise<JsonObject | undefined> => {
    const { serial } = receipt;
    const units = serializeUnits(receipt.units);
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof TallystickError)) throw error;
      failure ??= error;
      outcomes.push({ serial, units, status: 'failed', error: error.toJSON() });
      onProgress({ step: 'settle', status: 'notice', detail: `serial ${serial}: ${error.code}: ${error.message}` });
      return undefined;
    }
  };

  for (const { receipt, error } of refused) await note(receipt, () => Promise.reject(error));
  // All are submitted before any is waited for, so that they can share a batch.
  const submitted: { receipt: Receipt; first: JsonObject }[] = [];
  await reportStep({ step: 'submit', detail: `${receipts.length} receipt(s)`, onProgress }, async (progress) => {
    for (const [index, receipt] of receipts.entries()) {
      const first = await note(receipt, () => client.submitSettlement(receipt, { provider }));
      if (first !== undefined) submitted.push({ receipt, first });
      progress((index + 1) / receipts.length);
    }
  });
  const finish = async ({ receipt, first }: (typeof submitted)[number]): Promise<JsonObject> => {
    const what = `the settlement of serial ${receipt.serial}`;
    assertNotExpired(first, what);
    if (options.wait !== true) return first;
    const read = client.getSettlement;
    return waitForItem(context, { first, read, timeoutSeconds: options.timeout, what });
  };
  await reportStep(
    { step: 'settle', detail: options.wait === true ? 'until final' : 'accepted', onProgress },
    async (progress) => {
      for (const [index, entry] of submitted.entries()) {
        const { serial, units } = entry.receipt;
        const last = await note(entry.receipt, () => finish(entry));
        if (last !== undefined) outcomes.push({ serial, units: serializeUnits(units), ...progressOf(last) });
        progress((index + 1) / submitted.length);
      }
    },
  );
  const failed = outcomes.filter(({ status }) => status === 'failed').length;
  if (failure !== undefined) {
    throw failure.retold({
      message:
        total === 1 ? failure.message : `${failed} of ${total} receipts failed, the first with: ${failure.message}`,
      facts: { ...failure.facts, settlements: outcomes },
    });
  }
  return {
    lines: [
      ...outcomes.map(({ serial, status, amount }): [string, string] => [
        `serial ${serial}`,
        typeof amount === 'string' ? `${status}, ${amount} token base units` : status,
      ]),
      ['receipts', String(total)],
    ],
    json: { settlements: outcomes },
  };
}

/** How far the sequencer says that a settlement is. */
function progressOf({ status, amount, fee, batchId, expiry, waitsFor }: JsonObject): Omit<Outcome, 'serial' | 'units'> {
  return { status: typeof status === 'string' ? status : 'submitted', amount, fee, batchId, expiry, waitsFor };
}
