import type { OpenedAllowances } from './AllowanceOpener.js';
import { createPurse, type Purse } from './createPurse.js';
import { keepingNotes, type NotingStateStore } from './keepingNotes.js';
import type { Budget } from './openBudget.js';
import { assertAllowances, type ClientAllowance, type PayingFetchOptions } from './options.js';
import { assertSignAhead } from './signAhead.js';

/** The allowances in a client's hand, each with its purse, in the order to spend from. */
export type Purses = {
  /** Those that are asked for, the one to spend from first. */
  filter(isWanted: (allowance: ClientAllowance) => boolean): ClientAllowance[];
  /** The purse of an allowance, made when it is first asked for. */
  of(allowance: ClientAllowance): Promise<Purse>;
  /** Takes allowances in, to be spent from before the others. */
  add(opened: OpenedAllowances): void;
  /** Spends from the others first. Not for ever: what is left may do for a cheaper request, and requests under way may come to nothing. */
  putLast(allowance: ClientAllowance): void;
};

type CreatePursesParameters = {
  allowances: readonly ClientAllowance[];
  budget: Budget;
  state: PayingFetchOptions['state'] | undefined;
  onPayment: PayingFetchOptions['onPayment'] | undefined;
  signAhead: PayingFetchOptions['signAhead'] | undefined;
};

/**
 * Purses that draw on one budget.
 *
 * @throws client/bad-configuration
 */
export function createPurses({ allowances, budget, state, onPayment, signAhead }: CreatePursesParameters): Purses {
  if (signAhead !== undefined) assertSignAhead(signAhead);
  const order = [...allowances];
  const store = state && keepingNotes(state);
  const purses = new Map<number, Promise<Purse>>();
  const stores = new Map<number, NotingStateStore>();
  return {
    filter: (isWanted) => order.filter(isWanted),
    of(allowance) {
      const { serial } = allowance;
      const known = purses.get(serial);
      if (known !== undefined) return known;
      const made = createPurse({ allowance, budget, state: stores.get(serial) ?? store, onPayment, signAhead });
      purses.set(serial, made);
      // A state that could not be read is asked for again with the next request.
      made.catch(() => purses.delete(serial));
      return made;
    },
    add({ allowances: opened, state: kept }) {
      assertAllowances([...order, ...opened]);
      const added = opened.filter(({ serial }) => order.every((allowance) => allowance.serial !== serial));
      const keeping = kept && keepingNotes(kept);
      for (const { serial } of added) if (keeping !== undefined) stores.set(serial, keeping);
      order.unshift(...added);
    },
    putLast(allowance) {
      order.push(...order.splice(order.indexOf(allowance), 1));
    },
  };
}
