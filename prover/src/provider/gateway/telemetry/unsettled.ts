import { amountOwed } from '../../../core/receipt/receipt.js';
import { coversUnits, maxUnits } from '../../../core/units.js';
import type { Session } from '../session.js';

/** What of a gateway's receipts isn't settled yet, as far as it knows the allowances: those met since it was made. */
export type Unsettled = {
  /** Token base units. */
  amount: number;
  /** Allowances that have such a receipt. */
  allowances: number;
  /** Of the allowance that waits longest, the seconds since its last settlement, or since its first receipt beyond it. */
  oldestSeconds: number;
  /** The serials that wait longest, so many as were asked for. */
  oldest: number[];
};

/**
 * Notes since when an allowance has a receipt beyond what is settled, by what is known of it now. A settlement begins the time anew:
 * whoever pays all the time always has a receipt beyond the last one.
 *
 * @param now unix seconds
 */
export function noteUnsettled(session: Session, settledBefore: Session['allowance']['settled'], now: number): void {
  const { receipt, allowance } = session;
  if (receipt === undefined) return;
  const { settled } = allowance;
  if (settled !== settledBefore && !coversUnits(settledBefore, settled)) session.unsettledSince = undefined;
  if (session.unsettledSince === undefined && !coversUnits(settled, receipt.units)) session.unsettledSince = now;
}

/** @param most how many of the oldest are named */
export function readUnsettled(sessions: Iterable<Session>, { now, most }: { now: number; most: number }): Unsettled {
  let amount = 0n;
  const waiting: { serial: number; since: number }[] = [];
  for (const { serial, receipt, allowance, unsettledSince: since } of sessions) {
    if (since === undefined || receipt === undefined || coversUnits(allowance.settled, receipt.units)) continue;
    const { settled, terms } = allowance;
    amount += amountOwed({ from: settled, to: maxUnits(settled, receipt.units), prices: terms.prices });
    waiting.push({ serial, since });
  }
  waiting.sort((a, b) => a.since - b.since);
  const [first] = waiting;
  return {
    amount: Number(amount),
    allowances: waiting.length,
    oldestSeconds: first === undefined ? 0 : Math.max(0, now - first.since),
    oldest: waiting.slice(0, most).map(({ serial }) => serial),
  };
}
