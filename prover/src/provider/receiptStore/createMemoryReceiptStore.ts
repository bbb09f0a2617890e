import type { AllowanceUse } from './allowanceUse.js';
import { applyChange, type Change } from './allowanceUse.js';
import type { ReceiptStore } from './ReceiptStore.js';
import { receiptStoreError } from './receiptStoreErrors.js';

/**
 * A receipt store that lasts as long as the process: for tests and for trying things out.
 *
 * @example
 * import { createMemoryReceiptStore } from '@tallystick/prover';
 *
 * const store = createMemoryReceiptStore();
 * await store.get(7); // undefined
 */
export function createMemoryReceiptStore(): ReceiptStore {
  const records = new Map<number, AllowanceUse>();
  let closed = false;
  const assertOpen = (): void => {
    if (closed) throw receiptStoreError('receipt-store/closed');
  };
  const change = (entry: Change): AllowanceUse => {
    assertOpen();
    const next = applyChange(records.get(entry.serial), entry);
    records.set(entry.serial, next);
    return next;
  };
  return {
    async get(serial) {
      assertOpen();
      return records.get(serial);
    },
    async getLatest(serial) {
      assertOpen();
      return records.get(serial)?.receipt;
    },
    async put(receipt) {
      return change({ serial: receipt.serial, receipt });
    },
    async charge(charge) {
      return change(charge);
    },
    async *list() {
      assertOpen();
      yield* [...records.values()].sort((a, b) => a.serial - b.serial);
    },
    async close() {
      closed = true;
    },
  };
}
