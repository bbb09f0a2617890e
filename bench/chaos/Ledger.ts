import type { Terms, Units } from '@tallystick/prover/core';
import type { Address } from 'viem';

/** An allowance, and what the sequencer has acknowledged of it. */
export type LedgerAllowance = {
  serial: number;
  terms: Terms;
  /** Token base units. */
  deposit: bigint;
  /** Units of every receipt that was acknowledged, in their order; each stands for all before it. */
  receipts: Units[];
};

/** A provider's earning account, and the withdrawals from it that the sequencer has acknowledged. */
export type LedgerProvider = {
  serial: number;
  terms: Terms;
  /** Every one has a recipient of its own. */
  withdrawals: { recipient: Address; amount: bigint }[];
};

/** What clients hold against a sequencer: what it answered 202 to. */
export type Ledger = { allowances: LedgerAllowance[]; providers: LedgerProvider[] };
