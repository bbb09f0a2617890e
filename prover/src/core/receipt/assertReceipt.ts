import type { Point } from '../signature.js';
import { verifyField } from '../signature.js';
import type { Units } from '../units.js';
import { assertNotLower } from './order.js';
import type { Receipt } from './receipt.js';
import { receiptMessage } from './receipt.js';
import { receiptError } from './receiptErrors.js';

export type AssertReceiptParameters = {
  receipt: Receipt;
  owner: Point;
  /** The domain of this deployment. */
  domain: bigint;
  /** Counters acknowledged or settled so far, below which the receipt must not fall. */
  settled?: Units;
  /** What else it has to stand: cheaper than the signature, which comes after it. */
  alsoAssert?: () => void;
  /** Whether the owner signed it, where that is known already. */
  isSigned?: ((receipt: Receipt, owner: Point) => boolean) | undefined;
};

/**
 * Everything that can be checked of a receipt without its balance: ranges, domain, order, signature (cheapest first).
 *
 * @throws receipt/malformed, receipt/counter-out-of-range, receipt/wrong-domain, receipt/lower-than-settled,
 *   receipt/bad-signature, crypto/not-loaded
 *
 * @example
 * import { assertReceipt } from '@tallystick/prover/core';
 *
 * assertReceipt({ receipt, owner, domain, settled: { computeUnitSeconds: 3n, storageGibHours: 0n, egressMib: 12n } });
 */
export function assertReceipt(parameters: AssertReceiptParameters): void {
  const { receipt, owner, domain, settled, alsoAssert, isSigned } = parameters;
  const message = receiptMessage(receipt);
  if (receipt.domain !== domain) {
    const facts = { field: 'domain', serial: receipt.serial, given: receipt.domain, expected: domain };
    throw receiptError('receipt/wrong-domain', { facts });
  }
  if (settled !== undefined) assertNotLower(receipt, settled);
  alsoAssert?.();
  const { signature } = receipt;
  if (!(isSigned?.(receipt, owner) ?? verifyField({ message, publicKey: owner, signature }))) {
    throw receiptError('receipt/bad-signature', { facts: { field: 'signature', serial: receipt.serial } });
  }
}
