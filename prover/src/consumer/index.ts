/**
 * The fetch that pays: signs receipts for what a provider asks, within the caps that it is given.
 * It may import core, and runs in a browser; nothing of Node.js here.
 *
 * @packageDocumentation
 */
export type { AskedPayment, OpenAllowances, OpenedAllowances } from './AllowanceOpener.js';
export { clientError } from './clientErrors.js';
export type { ClientState, ClientStateStore } from './clientState.js';
export { createPayingFetch } from './createPayingFetch.js';
export type { ClientAllowance, PayingFetchOptions, PaymentEvent } from './options.js';
export type { SignAhead } from './signAhead.js';
