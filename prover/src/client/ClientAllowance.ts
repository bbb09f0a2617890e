import type { Terms } from '../account/Terms.js';
import type { Units } from '../account/Units.js';

/** An allowance that a paying client may spend from. */
export type ClientAllowance = {
  serial: number;
  /** The deployment that it was opened in, see `computeDomain`. */
  domain: bigint;
  chainId: number;
  terms: Terms;
  /** The allowance's own key. Secret. */
  privateKey: bigint;
  /** Where the provider's service is, e.g. `https://provider.example`: only this origin ever sees a receipt or the view key. */
  origin: string;
  /** Counters settled when the client starts, for one that has no state of its own; 0 by default. */
  settled?: Units;
};
