import type { AccountState } from './AccountState.js';
import type { AccountStore } from './AccountStore.js';

/** An account store in memory. */
export function createMemoryAccountStore(states: Iterable<AccountState> = []): AccountStore {
  const accounts = new Map<number, AccountState>();
  for (const state of states) accounts.set(state.serial, state);
  return {
    async get(serial) {
      return accounts.get(serial);
    },
    async set(added) {
      for (const state of added) accounts.set(state.serial, state);
    },
  };
}
