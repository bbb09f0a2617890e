import type { Units } from '../account/Units.js';
import type { Signature } from '../signature/Signature.js';

/** A consumer's acknowledgement of everything used so far under one allowance; a later one supersedes the earlier ones. */
export type Receipt = {
  /** The deployment it was signed for, see `computeDomain`. */
  domain: bigint;
  /** Serial of the allowance. */
  serial: number;
  /** Cumulative counters, below 2^44 each. */
  units: Units;
  /** By the allowance's owner over `receiptMessage`. */
  signature: Signature;
};

/** What a receipt says, without its signature. */
export type UnsignedReceipt = Omit<Receipt, 'signature'>;
