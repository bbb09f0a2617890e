import { TallystickError } from '../../core/errors/TallystickError.js';
import type { Receipt } from '../../core/receipt/receipt.js';
import type { Units } from '../../core/units.js';
import { coversUnits, ZERO_UNITS } from '../../core/units.js';
import type { AccountAccess } from '../../sequencerClient/AccountAccess.js';
import type { JsonObject } from '../../sequencerClient/SequencerClient.js';
import { sequencerClientError } from '../../sequencerClient/sequencerClientErrors.js';
import { toMaxPrepaidUnits } from '../gateway/metering.js';
import type { ReceiptStore } from '../receiptStore/ReceiptStore.js';
import { assertWithinPrepaid } from './assertWithinPrepaid.js';

export type SettlerOptions = {
  /** The gateway's store. */
  store: ReceiptStore;
  /** A `SequencerClient`, or what stands for it. */
  sequencer: {
    /** Hands one receipt in, as its provider, and resolves with the sequencer's answer. */
    submitSettlement(receipt: Receipt, options: { provider: AccountAccess }): Promise<JsonObject>;
  };
  /** The earning account of the gateway, which alone may settle its receipts. */
  provider: AccountAccess;
  /**
   * How many units of each resource a receipt may run ahead of those charged, as for the gateway; 2^24 by default. One that runs further
   * ahead, kept by an older gateway, fails with gateway/too-far-ahead and isn't handed in. Give what the gateway is given.
   */
  maxPrepaidUnits?: bigint;
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

/**
 * Hands a provider's latest receipts to the sequencer. Submitting is idempotent, so nothing is lost by a restart.
 *
 * @throws gateway/bad-configuration
 *
 * @example
 * import { createLmdbReceiptStore, createSequencerClient, createSettler } from '@tallystick/prover';
 *
 * const settler = createSettler({
 *   store: createLmdbReceiptStore({ path: 'receipts' }),
 *   sequencer: createSequencerClient({ url: 'https://sequencer.example' }),
 *   provider: { serial: 2, viewKey }, // the earning account
 * });
 * for (const result of await settler.settle()) console.log(result.serial, result.status);
 */
export function createSettler(options: SettlerOptions): Settler {
  const { store, sequencer, provider, concurrency = 8 } = options;
  const maxPrepaidUnits = toMaxPrepaidUnits(options.maxPrepaidUnits);
  const final = new Map<number, Units>();

  async function submit({ receipt, used }: { receipt: Receipt; used: Units }): Promise<SettleResult> {
    const { serial, units } = receipt;
    if (coversUnits(final.get(serial) ?? ZERO_UNITS, units)) return { serial, units, status: 'unchanged' };
    try {
      assertWithinPrepaid({ receipt, used, maxPrepaidUnits });
      const answer = await sequencer.submitSettlement(receipt, { provider });
      if (answer.status === 'final') final.set(serial, units);
      return { serial, units, status: 'submitted', answer };
    } catch (cause) {
      const error =
        cause instanceof TallystickError ? cause : sequencerClientError('sequencer-client/unreachable', { cause });
      return { serial, units, status: 'failed', error };
    }
  }

  return {
    async settle() {
      const due: { receipt: Receipt; used: Units }[] = [];
      for await (const { receipt, used } of store.list()) if (receipt !== undefined) due.push({ receipt, used });
      const results: SettleResult[] = [];
      const work = due.entries();
      const worker = async (): Promise<void> => {
        for (const [index, each] of work) results[index] = await submit(each);
      };
      await Promise.all(Array.from({ length: concurrency }, worker));
      return results;
    },
  };
}
