import { TallystickError } from '../../core/errors/TallystickError.js';
import { amountOwed } from '../../core/receipt/receipt.js';
import type { Prices, Units } from '../../core/units.js';
import { addUnits, maxUnits, serializeUnits, subtractUnits, ZERO_UNITS } from '../../core/units.js';
import { PAYMENT_RESPONSE_HEADER, X402_VERSION_1 } from '../../core/x402/payment.js';
import { type PaymentResponse, RESPONSE_HEADER, toSettlementResponse } from '../../core/x402/response.js';
import { gatewayError } from '../gatewayErrors.js';

import type { Admission } from './gateway.js';
import { type Session, takeOver } from './session.js';
import type { GatewayStore } from './telemetry/observeStore.js';
import { countCharge, type GatewayTally } from './telemetry/tally.js';

/** An admission over units that have just been reserved in the session. */
export function createAdmission({
  session,
  price,
  prices,
  version,
  store,
  network,
  credit,
  onRefused,
  tally,
}: {
  session: Session;
  price: Units;
  /** The allowance's own. */
  prices: Prices;
  /** Version of x402 in which it was paid, and is answered. */
  version: number;
  store: GatewayStore;
  network: string;
  credit: Units;
  /** Hears of the error that a charge was refused with since it isn't covered any more. */
  onRefused: (error: TallystickError) => void;
  tally: GatewayTally;
}): Admission {
  const overrunBefore = session.overrun;
  let settled: Promise<string> | undefined;
  let isBegun = false;

  async function charge(units: Units, isOwed: boolean): Promise<string> {
    const { serial, from, receipt } = session;
    // What this gateway itself let run over since then is no other process's.
    const beyond = addUnits(credit, subtractUnits(session.overrun, overrunBefore));
    session.reserved = subtractUnits(session.reserved, price);
    session.used = addUnits(session.used, units); // at once, so that a request admitted meanwhile finds them taken
    const overrun = subtractUnits(units, price);
    session.overrun = addUnits(session.overrun, overrun);
    try {
      const { used } = await store.charge({
        serial,
        units,
        from,
        receipt,
        ...(isOwed ? {} : { within: { price, beyond } }),
      });
      session.used = maxUnits(session.used, used);
      // Its own write's count: that of the session has charges in it that are still to be written, and may never be.
      return header(units, used);
    } catch (error) {
      session.used = subtractUnits(session.used, units);
      session.overrun = subtractUnits(session.overrun, overrun);
      if (error instanceof TallystickError && error.code === 'receipt-store/not-covered') throw await refuse(error);
      throw asUnavailable(error);
    } finally {
      session.underWay -= 1;
    }
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
    onRefused(error);
    return error;
  }

  function header(charged: Units | undefined, used: Units): string {
    const response: PaymentResponse = {
      success: true,
      transaction: '',
      network,
      payer: `${session.serial}`,
      unitsCharged: charged === undefined ? null : serializeUnits(charged),
      unitsUsed: serializeUnits(used),
      unitsAccepted: serializeUnits(session.receipt?.units ?? session.from),
    };
    const amount = charged && amountOwed({ from: ZERO_UNITS, to: charged, prices });
    const answer = version === X402_VERSION_1 ? response : toSettlementResponse(response, amount);
    return Buffer.from(JSON.stringify(answer), 'latin1').toString('base64'); // digits, and names of ours
  }

  return {
    serial: session.serial,
    price,
    responseHeader: version === X402_VERSION_1 ? PAYMENT_RESPONSE_HEADER : RESPONSE_HEADER,
    settle(units = price) {
      settled ??= charge(units, isBegun).then((answer) => {
        tally.served += 1;
        countCharge(tally, units);
        return answer;
      });
      return settled;
    },
    async release() {
      settled ??= charge(ZERO_UNITS, true).then((answer) => {
        tally.uncharged += 1;
        return answer;
      });
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
