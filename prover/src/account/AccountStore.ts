import type { AccountState } from './AccountState.js';

/** Where an operator keeps what is behind the leaves it knows. */
export interface AccountStore {
  get(serial: number): Promise<AccountState | undefined>;
  /** Writes all states or none. */
  set(states: AccountState[]): Promise<void>;
}
