import type { AccountState } from './account.js';

/** Where an operator keeps what is behind the leaves it knows. */
export interface AccountStore {
  /** The state behind the account's leaf; undefined for an account that the operator doesn't know. */
  get(serial: number): Promise<AccountState | undefined>;
  /** Writes all states or none. */
  set(states: AccountState[]): Promise<void>;
}

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

/** An account store that writes beside its base, never into it. */
export type OverlayAccountStore = AccountStore & {
  /** What was written, to be committed to the base when the time comes. */
  entries(): AccountState[];
};

/**
 * Writes over a base that stays unchanged. What was read from the base once is not read again, so the base must not change
 * while the overlay lives.
 */
export function createOverlayAccountStore(base: AccountStore): OverlayAccountStore {
  const written = new Map<number, AccountState>();
  const read = new Map<number, Promise<AccountState | undefined>>();
  return {
    async get(serial) {
      const own = written.get(serial);
      if (own !== undefined) return own;
      let found = read.get(serial);
      if (found === undefined) {
        found = base.get(serial);
        read.set(serial, found);
      }
      return found;
    },
    async set(states) {
      for (const state of states) written.set(state.serial, state);
    },
    entries: () => [...written.values()],
  };
}
