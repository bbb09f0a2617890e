import type { Terms } from '../../core/account/terms.js';

/** What a provider has to keep of an allowance, beside its receipts, to settle without an operator. */
export type ArchivedAllowance = { serial: number; terms: Terms };

/** Where a provider keeps the terms of its allowances, view keys included. Secret. */
export interface AllowanceArchive {
  /** Durable once resolved. Keeping one again is harmless; other terms for a serial are the latest, and the former aren't lost. */
  put(allowance: ArchivedAllowance): Promise<void>;
  /** Every allowance that was put, each serial once, with its latest terms. */
  list(): AsyncIterable<ArchivedAllowance>;
}
