import type { Units } from './Units.js';

/** The part of an account that changes. */
export type Word = { balance: bigint; counters: Units; nonce: number };
