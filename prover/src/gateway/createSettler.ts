import type { Units } from '../account/Units.js';
import { ZERO_UNITS } from '../account/ZERO_UNITS.js';
import { TallystickError } from '../errors/TallystickError.js';
import type { Receipt } from '../receipt/Receipt.js';
import type { ReceiptStore } from '../receiptStore/ReceiptStore.js';
import type { AccountAccess } from '../sequencerClient/AccountAccess.js';
import type { JsonObject } from '../sequencerClient/SequencerClient.js';
import { coversUnits } from '../units/coversUnits.js';

export type SettlerOptions = {
  /** The gateway's store. */
  store: ReceiptStore;
  /** A `SequencerClient`, or what stands for it. */
  sequencer: { submitSettlement(receipt: Receipt, options: { provider: AccountAccess }): Promise<JsonObject> };
  /** The earning account of the gateway, which alone may settle its receipts. */
  provider: AccountAccess;
  /** How many submissions may be under way at once; 8 by default. */
  concurrency?: number;
};

/** What became of one allowance's receipt. */
export type SettleResult = { serial: number; units: Units } & (
  | { status: 'submitted'; answer: JsonObject }
  /** The sequencer has called the same receipt final before, or it says that nothing was used. */
  | { status: 'unchanged' }
  | { status: 'failed'; error: TallystickError }
);

export type Settler = {
  /**
   * Submits the latest receipt of every allowance that has units not settled for good yet: one that failed, or that a batch refused
   * after it was taken in, is submitted again.
   */
  settle(): Promise<SettleResult[]>;
};

/** Hands a provider's latest receipts to the sequencer. Submitting is idempotent, so nothing is lost by a restart. */
export function createSettler({ store, sequencer, provider, concurrency = 8 }: SettlerOptions): Settler {
  const final = new Map<number, Units>();

  async function submit(receipt: Receipt): Promise<SettleResult> {
    const { serial, units } = receipt;
    if (coversUnits(final.get(serial) ?? ZERO_UNITS, units)) return { serial, units, status: 'unchanged' };
    try {
      const answer = await sequencer.submitSettlement(receipt, { provider });
      if (answer.status === 'final') final.set(serial, units);
      return { serial, units, status: 'submitted', answer };
    } catch (cause) {
      const error =
        cause instanceof TallystickError ? cause : new TallystickError('sequencer-client/unreachable', { cause });
      return { serial, units, status: 'failed', error };
    }
  }

  return {
    async settle() {
      const receipts: Receipt[] = [];
      for await (const { receipt } of store.list()) if (receipt !== undefined) receipts.push(receipt);
      const results: SettleResult[] = [];
      const work = receipts.entries();
      const worker = async (): Promise<void> => {
        for (const [index, receipt] of work) results[index] = await submit(receipt);
      };
      await Promise.all(Array.from({ length: concurrency }, worker));
      return results;
    },
  };
}
