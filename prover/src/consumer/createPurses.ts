import { createPurse, type Purse } from './createPurse.js';
import { keepingNotes } from './keepingNotes.js';
import type { Budget } from './openBudget.js';
import type { ClientAllowance, PayingFetchOptions } from './options.js';

/** The allowances in a client's hand, each with its purse, in the order to spend from. */
export type Purses = {
  /** Those that are asked for, the one to spend from first. */
  filter(isWanted: (allowance: ClientAllowance) => boolean): ClientAllowance[];
  /** The purse of an allowance, made when it is first asked for. */
  of(allowance: ClientAllowance): Promise<Purse>;
  /** Spends from the others first. Not for ever: what is left may do for a cheaper request, and requests under way may come to nothing. */
  putLast(allowance: ClientAllowance): void;
};

type CreatePursesParameters = {
  allowances: readonly ClientAllowance[];
  budget: Budget;
  state: PayingFetchOptions['state'] | undefined;
  onPayment: PayingFetchOptions['onPayment'] | undefined;
};

/** Purses that draw on one budget. */
export function createPurses({ allowances, budget, state, onPayment }: CreatePursesParameters): Purses {
  const order = [...allowances];
  const store = state && keepingNotes(state);
  const purses = new Map<number, Promise<Purse>>();
  return {
    filter: (isWanted) => order.filter(isWanted),
    of(allowance) {
      const { serial } = allowance;
      const known = purses.get(serial);
      if (known !== undefined) return known;
      const made = createPurse({ allowance, budget, state: store, onPayment });
      purses.set(serial, made);
      // A state that could not be read is asked for again with the next request.
      made.catch(() => purses.delete(serial));
      return made;
    },
    putLast(allowance) {
      order.push(...order.splice(order.indexOf(allowance), 1));
    },
  };
}
