import type { AccountState } from '../account/AccountState.js';
import { UNIT_KEYS } from '../account/UNIT_KEYS.js';
import { TallystickError } from '../errors/TallystickError.js';
import { amountOwed } from '../receipt/amountOwed.js';
import type { Receipt } from '../receipt/Receipt.js';
import { verifyReceipt } from '../receipt/verifyReceipt.js';
import type { Point } from '../signature/Point.js';

/** What a batch of one's own asks of a receipt, beside what its allowance says. */
export type OwnSettlementRules = {
  /** Of this deployment, see `computeDomain`. */
  domain: bigint;
  /** The earning account that the batch pays. */
  providerSerial: number;
  /** Of the batch's shape. */
  activeDepth: number;
  /** The batch's time, in unix seconds. */
  now: number;
  /** Whether the owner signed the receipt; checked anew if left out. */
  isSigned?: ((receipt: Receipt, owner: Point) => boolean) | undefined;
};

/**
 * Checks that a batch of one's own can settle a receipt, so that one that it can't doesn't keep the others from it. The batch itself
 * checks the same; the signature comes last, for it takes longest.
 *
 * @throws batch/serial-beyond-depth, batch/wrong-domain, gateway/wrong-provider, batch/expired, batch/lower-than-settled,
 * batch/beyond-balance, batch/bad-signature; crypto/not-loaded
 */
export function assertOwnSettlement(receipt: Receipt, account: AccountState, rules: OwnSettlementRules): void {
  const { serial, units } = receipt;
  const { owner, terms, balance, counters } = account;
  const { domain, providerSerial, activeDepth, now } = rules;
  const isSigned = rules.isSigned ?? ((signed, by) => verifyReceipt({ receipt: signed, owner: by }));
  const limit = 4 ** activeDepth;
  if (serial >= limit) {
    throw new TallystickError('batch/serial-beyond-depth', { facts: { given: serial, expected: `below ${limit}` } });
  }
  if (receipt.domain !== domain) {
    throw new TallystickError('batch/wrong-domain', { facts: { serial, given: receipt.domain, expected: domain } });
  }
  if (terms.providerSerial !== providerSerial) {
    const facts = { serial, field: 'providerSerial', given: terms.providerSerial, expected: providerSerial };
    throw new TallystickError('gateway/wrong-provider', { facts });
  }
  if (now >= terms.expiry) {
    const facts = { serial, field: 'expiry', given: terms.expiry, expected: `above ${now}` };
    throw new TallystickError('batch/expired', { facts });
  }
  const lower = UNIT_KEYS.find((key) => units[key] < counters[key]);
  if (lower !== undefined) {
    const facts = { serial, field: `units.${lower}`, given: units[lower], expected: `at least ${counters[lower]}` };
    throw new TallystickError('batch/lower-than-settled', { facts });
  }
  const amount = amountOwed({ from: counters, to: units, prices: terms.prices });
  if (amount > balance) {
    const facts = { serial, field: 'amount', given: amount, expected: `at most ${balance}` };
    throw new TallystickError('batch/beyond-balance', { facts });
  }
  if (!isSigned(receipt, owner)) throw new TallystickError('batch/bad-signature', { facts: { serial } });
}
