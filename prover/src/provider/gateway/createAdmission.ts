import { TallystickError } from '../../core/errors/TallystickError.js';
import { amountOwed } from '../../core/receipt/receipt.js';
import { addUnits, coversUnits, maxUnits, subtractUnits, type Units, ZERO_UNITS } from '../../core/units.js';
import { PAYMENT_RESPONSE_HEADER, X402_VERSION_1 } from '../../core/x402/payment.js';
import { RESPONSE_HEADER, responseToText } from '../../core/x402/response.js';
import type { Allowance } from '../allowances/allowanceSource.js';
import { gatewayError } from '../gatewayErrors.js';
import type { AllowanceUse } from '../receiptStore/allowanceUse.js';
import type { Charge } from '../receiptStore/ReceiptStore.js';
import type { Admission } from './gateway.js';
import { replaceReceipt, type Session, takeOver } from './session.js';
import type { GatewayStore } from './telemetry/observeStore.js';
import { countCharge, type GatewayTally } from './telemetry/tally.js';

/** What all admissions of a gateway have in common. */
export type AdmittingGateway = {
  store: GatewayStore;
  network: string;
  credit: Units;
  /** Hears of the error that a charge was refused with since it isn't covered any more. */
  onRefused: (error: TallystickError, session: Session, allowance: Allowance) => void;
  tally: GatewayTally;
};

/** An admission over units that have just been reserved in the session. */
export function createAdmission({
  gateway: { store, network, credit, onRefused, tally },
  session,
  allowance,
  price,
  version,
}: {
  gateway: AdmittingGateway;
  session: Session;
  allowance: Allowance;
  price: Units;
  /** Version of x402 in which it was paid, and is answered. */
  version: number;
}): Admission {
  const overrunBefore = session.overrun;
  let settled: Promise<string> | undefined;
  let isBegun = false;

  async function charge(units: Units, { isServed }: { isServed: boolean }): Promise<string> {
    const { serial, from, receipt, overrun } = session;
    // What this gateway itself let run over since then is no other process's.
    const beyond = overrun === overrunBefore ? credit : addUnits(credit, subtractUnits(overrun, overrunBefore));
    session.reserved = subtractUnits(session.reserved, price);
    session.used = addUnits(session.used, units); // at once, so that a request admitted meanwhile finds them taken
    const over = units === price ? ZERO_UNITS : subtractUnits(units, price);
    if (over !== ZERO_UNITS) session.overrun = addUnits(overrun, over);
    try {
      const change: Charge = {
        serial,
        units,
        from,
        receipt,
        // What is sent already is owed whatever others have charged meanwhile.
        ...(isServed && !isBegun ? { within: { price, beyond } } : undefined),
      };
      let record: AllowanceUse;
      try {
        record = await store.charge(change);
      } catch (error) {
        record = await chargeAsKept(change, error);
      }
      const { used } = record;
      if (!coversUnits(session.used, used)) session.used = maxUnits(session.used, used);
      if (isServed) {
        tally.served += 1;
        countCharge(tally, units);
      } else {
        tally.uncharged += 1;
      }
      // Its own write's count: that of the session has charges in it that are still to be written, and may never be.
      return header(units, used);
    } catch (error) {
      session.used = subtractUnits(session.used, units);
      session.overrun = subtractUnits(session.overrun, over);
      if (error instanceof TallystickError && error.code === 'receipt-store/not-covered') throw await refuse(error);
      throw asUnavailable(error);
    } finally {
      session.underWay -= 1;
    }
  }

  /**
   * Of two receipts that contradict each other, handed to two processes, the store keeps one. The other counts for nothing any more, but the
   * units are charged all the same: else whoever signs two such had what is sent before it is charged for nothing.
   */
  async function chargeAsKept({ receipt, ...change }: Charge, error: unknown): Promise<AllowanceUse> {
    if (!(error instanceof TallystickError && error.code === 'receipt-store/conflict')) throw error;
    const kept = await store.get(session.serial);
    if (kept !== undefined && session.receipt === receipt) replaceReceipt(session, kept.receipt);
    return store.charge(change);
  }

  /** Another process has served the units: nothing is sent, and the demand says what is owed by now. The receipt stays good for others. */
  async function refuse(cause: TallystickError): Promise<TallystickError> {
    const { receipt } = session;
    if (receipt !== undefined) {
      const stored = await store.put(receipt).catch((error: unknown) => asUnavailable(error));
      if (stored instanceof TallystickError) return stored;
      takeOver(session, stored);
    }
    const error = gatewayError('gateway/payment-insufficient', { facts: cause.facts, cause });
    onRefused(error, session, allowance);
    return error;
  }

  function header(charged: Units | undefined, used: Units): string {
    const report = {
      network,
      payer: session.serial,
      unitsCharged: charged,
      unitsUsed: used,
      unitsAccepted: session.receipt?.units ?? session.from,
    };
    const { prices } = allowance.terms;
    const amount = charged && amountOwed({ from: ZERO_UNITS, to: charged, prices });
    return Buffer.from(responseToText(report, version, amount), 'latin1').toString('base64');
  }

  return {
    serial: session.serial,
    price,
    responseHeader: version === X402_VERSION_1 ? PAYMENT_RESPONSE_HEADER : RESPONSE_HEADER,
    settle(units = price) {
      settled ??= charge(units, { isServed: true });
      return settled;
    },
    async release() {
      settled ??= charge(ZERO_UNITS, { isServed: false });
      await settled;
    },
    deferred() {
      isBegun = true;
      return header(undefined, session.used);
    },
  };
}

function asUnavailable(cause: unknown): TallystickError {
  if (cause instanceof TallystickError && cause.code === 'gateway/counter-exhausted') return cause;
  return gatewayError('gateway/unavailable', { cause, facts: { field: null, missing: 'receipt store' } });
}
