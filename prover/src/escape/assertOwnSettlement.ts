import type { AccountState } from '../account/AccountState.js';
import { assertSettleable } from '../batch/assertSettleable.js';
import { TallystickError } from '../errors/TallystickError.js';
import type { Receipt } from '../receipt/Receipt.js';
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
 * Checks that a batch of one's own can settle a receipt, so that one that it can't doesn't keep the others from it.
 *
 * @throws batch/serial-beyond-depth, gateway/wrong-provider, what `assertSettleable` throws
 */
export function assertOwnSettlement(receipt: Receipt, account: AccountState, rules: OwnSettlementRules): void {
  const { serial } = receipt;
  const { terms } = account;
  const { domain, providerSerial, activeDepth, now, isSigned } = rules;
  const limit = 4 ** activeDepth;
  if (serial >= limit) {
    throw new TallystickError('batch/serial-beyond-depth', { facts: { given: serial, expected: `below ${limit}` } });
  }
  if (terms.providerSerial !== providerSerial) {
    const facts = { serial, field: 'providerSerial', given: terms.providerSerial, expected: providerSerial };
    throw new TallystickError('gateway/wrong-provider', { facts });
  }
  assertSettleable({ receipt, account, domain, now, isSigned });
}
