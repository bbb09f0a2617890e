import { describeProblem } from '../../core/errors/describeProblem.js';
import { TallystickError } from '../../core/errors/TallystickError.js';
import { validateInteger } from '../../core/limits.js';
import type { Receipt } from '../../core/receipt/receipt.js';
import type { Units } from '../../core/units.js';
import { coversUnits, ZERO_UNITS } from '../../core/units.js';
import { x402Error } from '../../core/x402/x402Errors.js';
import type { AccountAccess } from '../../sequencerClient/AccountAccess.js';
import type { JsonObject } from '../../sequencerClient/SequencerClient.js';
import { sequencerClientError } from '../../sequencerClient/sequencerClientErrors.js';
import { createConditions } from '../../telemetry/createConditions.js';
import type { AllowanceArchive } from '../allowances/AllowanceArchive.js';
import type { AllowanceSource } from '../allowances/allowanceSource.js';
import { toMaxPrepaidUnits } from '../gateway/metering.js';
import { type GatewayLog, toLog } from '../gateway/telemetry/toLog.js';
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
  /**
   * The gateway's source, which tells when allowances expire: those that expire first are handed in first, and `onExpiring` hears of them. What
   * it doesn't know, as after a restart, `archive` and the sequencer's answers tell.
   */
  allowances?: AllowanceSource;
  /**
   * Where the gateway's source keeps the terms of what it served: tells the expiries of allowances whose consumers haven't come back since a
   * restart, also while the sequencer doesn't answer. Read when there is a receipt whose expiry nothing else tells, once for each.
   */
  archive?: Pick<AllowanceArchive, 'list'> | undefined;
  /** From so long before its expiry on, `onExpiring` hears of an allowance; 7,200 by default. */
  settleMarginSeconds?: number;
  /**
   * Hears of an allowance that is about to expire, or has expired, while its latest receipt isn't final. What no batch has taken by its expiry
   * is the provider's loss, also where it was handed in in time and the operator's batches waited, for lower fees or for anything else:
   * `waitsFor` in the sequencer's answer says for what. Once it is lost (`result.status` is `expired`, or the sequencer refuses it as
   * `sequencer/allowance-expired`), it is told of once more, and not again until the settler is made anew.
   */
  onExpiring?: (expiring: { serial: number; expiry: number; result: SettleResult }) => void;
  /** Unix seconds; the system's clock by default. */
  clock?: () => number;
  /**
   * Hears when the sequencer can't be reached, or refuses the provider's serial or view key, and when that is over: a logger such as
   * pino's, or `console`. JSON lines on the standard error by default; `false` for none.
   */
  log?: GatewayLog | false;
};

/** What became of one allowance's receipt. */
export type SettleResult = { serial: number; units: Units } & (
  | { status: 'submitted'; answer: JsonObject }
  /** The sequencer had taken it in, and no batch took it before its allowance expired: nobody is paid by it any more. */
  | { status: 'expired'; answer: JsonObject }
  /** The sequencer has called the same receipt final before, or it says that nothing was used. */
  | { status: 'unchanged' }
  | { status: 'failed'; error: TallystickError }
);

export type Settler = {
  /**
   * Submits the latest receipt of every allowance that has units not settled for good yet: one that failed, or that a batch refused
   * after it was taken in, is submitted again. What is lost, since its allowance has expired, isn't.
   */
  settle(): Promise<SettleResult[]>;
};

/** The latest receipt of an allowance, and when that expires, in unix seconds. */
type Due = { receipt: Receipt; used: Units; expiry: number | undefined };

/** What a sequencer refuses a provider's every receipt for, in words for its operator. */
const REFUSED: Readonly<Record<string, string>> = {
  'sequencer/unauthorized': "the sequencer refuses the provider's view key: receipts are not settled",
  'sequencer/unknown-provider': "the sequencer knows no account with the provider's serial: receipts are not settled",
};

/**
 * Hands a provider's latest receipts to the sequencer. Submitting is idempotent, so nothing is lost by a restart.
 *
 * @throws gateway/bad-configuration
 *
 * @example
 * import {
 *   createLmdbReceiptStore, createSequencerAllowanceSource, createSequencerClient, createSettler,
 * } from '@tallystick/prover';
 * import { createFileAllowanceArchive } from '@tallystick/prover/provider';
 *
 * const archive = createFileAllowanceArchive({ path: 'terms' }); // the gateway's
 * const settler = createSettler({
 *   store: createLmdbReceiptStore({ path: 'receipts' }),
 *   sequencer: createSequencerClient({ url: 'https://sequencer.example' }),
 *   provider: { serial: 2, viewKey }, // the earning account
 *   allowances: createSequencerAllowanceSource({ sequencer: 'https://sequencer.example', archive }), // the gateway's
 *   archive,
 *   onExpiring: ({ serial, expiry, result }) => console.warn(`Allowance ${serial} expires at ${expiry}`, result),
 * });
 * for (const result of await settler.settle()) console.log(result.serial, result.status);
 */
export function createSettler(options: SettlerOptions): Settler {
  const { store, sequencer, provider, concurrency = 8, settleMarginSeconds = 7200, onExpiring } = options;
  const { allowances, archive } = options;
  validateInteger(settleMarginSeconds, {
    field: 'settleMarginSeconds',
    max: 2 ** 31,
    toError: x402Error.of('gateway/bad-configuration'),
  });
  const clock = options.clock ?? (() => Math.floor(Date.now() / 1000));
  const maxPrepaidUnits = toMaxPrepaidUnits(options.maxPrepaidUnits);
  const final = new Map<number, Units>();
  /** What became, for good, of receipts whose allowances have expired. */
  const lost = new Map<number, SettleResult>();
  /** When allowances expire, in unix seconds, as the sequencer said, or the archive. */
  const expiries = new Map<number, number>();
  /** What the archive was read for. */
  const sought = new Set<number>();
  const conditions = createConditions(toLog(options.log));

  function tell(failure?: TallystickError): void {
    if (failure === undefined) {
      conditions.works('sequencer', 'the sequencer takes receipts again');
      conditions.works('account', "the sequencer accepts the provider's account now");
      return;
    }
    const { code } = failure;
    const fields = { part: 'settler', provider: provider.serial, ...describeProblem(failure) };
    if (code.startsWith('sequencer-client/')) {
      conditions.broken('sequencer', 'the sequencer cannot be reached: receipts are not settled', fields);
    }
    const refused = REFUSED[code];
    if (refused !== undefined) conditions.broken('account', refused, fields);
  }

  async function submit({ receipt, used }: { receipt: Receipt; used: Units }): Promise<SettleResult> {
    const { serial, units } = receipt;
    if (coversUnits(final.get(serial) ?? ZERO_UNITS, units)) return { serial, units, status: 'unchanged' };
    const known = lost.get(serial);
    if (known !== undefined && coversUnits(known.units, units)) return known;
    try {
      assertWithinPrepaid({ receipt, used, maxPrepaidUnits });
      const answer = await sequencer.submitSettlement(receipt, { provider });
      tell();
      if (answer.status === 'final') final.set(serial, units);
      if (Number.isSafeInteger(answer.expiry)) expiries.set(serial, answer.expiry as number);
      return { serial, units, status: answer.status === 'expired' ? 'expired' : 'submitted', answer };
    } catch (cause) {
      const error =
        cause instanceof TallystickError ? cause : sequencerClientError('sequencer-client/unreachable', { cause });
      tell(error);
      return { serial, units, status: 'failed', error };
    }
  }

  /** From what the source knows by itself; one that can't tell holds nothing up. */
  async function expiryOf(serial: number): Promise<number | undefined> {
    const allowance = await allowances?.get({ serial }).catch(() => undefined);
    return allowance?.terms.expiry ?? expiries.get(serial);
  }

  /** Looks up of what is due when it expires, where nobody knows. What can't be read holds nothing up; it is tried again. */
  async function readArchive(due: readonly Due[]): Promise<void> {
    if (archive === undefined) return;
    const unknown = due.filter(({ expiry }) => expiry === undefined);
    const serials = new Set(unknown.map(({ receipt }) => receipt.serial));
    if ([...serials].every((serial) => sought.has(serial))) return;
    try {
      for await (const { serial, terms } of archive.list()) if (serials.has(serial)) expiries.set(serial, terms.expiry);
      for (const serial of serials) sought.add(serial);
      conditions.works('archive', 'the archive of terms can be read again');
    } catch (error) {
      const fields = { part: 'settler', provider: provider.serial, ...describeProblem(error) };
      conditions.broken('archive', 'the archive of terms cannot be read: not every expiry is known', fields);
    }
    for (const each of unknown) each.expiry = expiries.get(each.receipt.serial);
  }

  return {
    async settle() {
      const due: Due[] = [];
      for await (const { receipt, used, serial } of store.list()) {
        if (receipt !== undefined) due.push({ receipt, used, expiry: await expiryOf(serial) });
      }
      await readArchive(due);
      due.sort((a, b) => (a.expiry ?? Number.POSITIVE_INFINITY) - (b.expiry ?? Number.POSITIVE_INFINITY));
      const results: SettleResult[] = [];
      const work = due.entries();
      const worker = async (): Promise<void> => {
        for (const [index, each] of work) results[index] = await submit(each);
      };
      await Promise.all(Array.from({ length: concurrency }, worker));
      for (const [index, result] of results.entries()) {
        const { serial } = result;
        const expiry = due[index]?.expiry ?? expiries.get(serial);
        const now = clock();
        if (expiry === undefined || expiry > now + settleMarginSeconds || isSettled(result)) continue;
        if (lost.get(serial) === result) continue;
        // By this clock too: the chain's, by which the sequencer goes, may be wrong for a while.
        if (isLost(result) && expiry <= now) lost.set(serial, result);
        onExpiring?.({ serial, expiry, result });
      }
      return results;
    },
  };
}

const isSettled = (result: SettleResult): boolean =>
  result.status === 'unchanged' || (result.status === 'submitted' && result.answer.status === 'final');

/** Whether the sequencer says that the allowance has expired before a batch took its receipt. */
const isLost = (result: SettleResult): boolean =>
  result.status === 'expired' || (result.status === 'failed' && result.error.code === 'sequencer/allowance-expired');
