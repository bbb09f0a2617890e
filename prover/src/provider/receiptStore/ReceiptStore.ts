import type { Receipt } from '../../core/receipt/receipt.js';
import type { Units } from '../../core/units.js';
import type { AllowanceUse } from './allowanceUse.js';

/** One addition to what was charged to an allowance. */
export type Charge = {
  serial: number;
  /** Units to add to what was charged so far. */
  units: Units;
  /** Counters from which to start when the store has no record of this allowance: those settled so far. */
  from: Units;
  /** A receipt to keep with the charge, if it is later than the one kept. */
  receipt?: Receipt | undefined;
  /**
   * Charges only if what was charged so far, and this price, is covered as the store has it: by the later of the receipts and so many units
   * beyond. Another process with the same store may have charged since the request was admitted.
   */
  within?: { price: Units; beyond: Units } | undefined;
};

/**
 * A provider's receipts: the latest of each allowance, and the units charged against it.
 *
 * A promise of `put` or `charge` resolves only once the change is durable, so whatever was acknowledged survives a crash.
 * Concurrent changes add up: a receipt never gives way to an earlier one, and no charge is lost. All receipts of one
 * store belong to one deployment.
 */
export interface ReceiptStore {
  /** The record of one allowance. */
  get(serial: number): Promise<AllowanceUse | undefined>;
  /** The latest receipt of one allowance. */
  getLatest(serial: number): Promise<Receipt | undefined>;
  /**
   * Keeps a receipt, unless a later one is kept already, and resolves to the record as it now stands.
   *
   * @throws receipt-store/conflict, receipt/wrong-domain, receipt-store/closed
   */
  put(receipt: Receipt): Promise<AllowanceUse>;
  /**
   * Adds to the units charged, and keeps the receipt if it is given and later.
   *
   * @throws receipt-store/not-covered, receipt-store/conflict, receipt/wrong-domain, gateway/counter-exhausted, receipt-store/closed
   */
  charge(charge: Charge): Promise<AllowanceUse>;
  /** Every record, by serial. */
  list(): AsyncIterable<AllowanceUse>;
  /** Waits for what is under way and closes. Later calls are refused with receipt-store/closed. */
  close(): Promise<void>;
}
