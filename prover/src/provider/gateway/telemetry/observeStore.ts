import { TallystickError } from '../../../core/errors/TallystickError.js';
import type { ReceiptStore } from '../../receiptStore/ReceiptStore.js';

/** Of one allowance, not of the store. */
const ITS_OWN = new Set<string>(['gateway/counter-exhausted', 'receipt-store/conflict', 'receipt-store/not-covered']);

/** The part of a store that a gateway uses. */
export type GatewayStore = Pick<ReceiptStore, 'get' | 'put' | 'charge'>;

type StoreListener = {
  /** Seconds until a charge was durable. */
  committed: (seconds: number) => void;
  /** Whether the store works, after each use of it: what it failed with, or undefined. */
  used: (failure?: unknown) => void;
};

/** The same store, which tells how it does. */
export function observeStore(store: GatewayStore, listener: StoreListener): GatewayStore {
  async function observe<T>(work: Promise<T>): Promise<T> {
    try {
      const result = await work;
      listener.used();
      return result;
    } catch (error) {
      return failed(error);
    }
  }
  function failed(error: unknown): never {
    if (!(error instanceof TallystickError && ITS_OWN.has(error.code))) listener.used(error);
    throw error;
  }
  return {
    get: (serial) => observe(store.get(serial)),
    put: (receipt) => observe(store.put(receipt)),
    charge(charge) {
      const startedMs = performance.now();
      // Without an `async` function on the way: each wait costs a request some of its time.
      return store.charge(charge).then((use) => {
        listener.used();
        listener.committed((performance.now() - startedMs) / 1000);
        return use;
      }, failed);
    },
  };
}
