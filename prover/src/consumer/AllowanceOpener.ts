import type { Demand } from '../core/x402/demand.js';
import type { ClientStateStore } from './clientState.js';
import type { ClientAllowance } from './options.js';

/** Who asks to be paid, and how. */
export type AskedPayment = {
  /** Where the request went, e.g. `https://provider.example`. */
  origin: string;
  /** What its server demands. Nobody has checked any of it. */
  demand: Demand;
};

/** Allowances, and what keeps their counters. */
export type OpenedAllowances = { allowances: readonly ClientAllowance[]; state?: ClientStateStore };

/**
 * Gives a client allowances for a provider, those that are open already or a new one: `createAllowanceOpener` of `/opening` makes one. Asked
 * again when the provider says that they are used up or not accepted, which may not be so: then it gives the same.
 */
export type OpenAllowances = (asked: AskedPayment) => Promise<OpenedAllowances>;
