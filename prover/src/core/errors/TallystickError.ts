import type { ErrorCodeEntry } from './ErrorCodeEntry.js';
import type { ErrorCode } from './ErrorCodes.js';

/** What was found and what was expected. Never a secret: no private key, view key or wallet signature. */
export type ErrorFacts = Readonly<Record<string, unknown>>;

export type TallystickErrorOptions = {
  /** One short sentence about this very case; the meaning of the code if left out. */
  message?: string;
  /** Field, value given, value expected, slot and the like. */
  facts?: ErrorFacts;
  /** The error underneath, if there is one. */
  cause?: unknown;
  /** A remedy that fits better here than the table's. */
  remedy?: string;
};

/**
 * The base of every error that Tallystick throws on purpose, made by the function of its room's table (`defineErrors`).
 *
 * `code` is a key of that table, which also gives the HTTP status, the meaning and the remedy.
 *
 * @example
 * import { parseReceipt, TallystickError } from '@tallystick/prover';
 *
 * try {
 *   parseReceipt({});
 * } catch (error) {
 *   if (!(error instanceof TallystickError)) throw error;
 *   console.error(error.code, error.facts, error.remedy); // receipt/malformed, and which field
 * }
 */
export class TallystickError extends Error {
  override readonly name = 'TallystickError';
  readonly code: ErrorCode;
  readonly facts: ErrorFacts;
  readonly remedy: string;
  readonly #entry: ErrorCodeEntry;

  constructor(
    code: ErrorCode,
    entry: ErrorCodeEntry,
    { message, facts = {}, cause, remedy }: TallystickErrorOptions = {},
  ) {
    super(message ?? entry.meaning, cause === undefined ? undefined : { cause });
    this.code = code;
    this.facts = facts;
    this.remedy = remedy ?? entry.remedy;
    this.#entry = entry;
  }

  /** HTTP status that fits the code. */
  get status(): number {
    return this.#entry.status;
  }

  /** This error told again with more or other words: of the same code, with this one as its cause. What is left out stays. */
  retold({
    message = this.message,
    facts = this.facts,
    remedy = this.remedy,
  }: Omit<TallystickErrorOptions, 'cause'>): TallystickError {
    return new TallystickError(this.code, this.#entry, { message, facts, remedy, cause: this });
  }

  /** The error as a body for JSON: bigints as decimal strings, without stack and cause. */
  toJSON(): { code: ErrorCode; message: string; facts: Record<string, unknown>; remedy: string } {
    const facts = JSON.parse(
      JSON.stringify(this.facts, (_key, value: unknown) => (typeof value === 'bigint' ? value.toString() : value)),
    ) as Record<string, unknown>;
    return { code: this.code, message: this.message, facts, remedy: this.remedy };
  }
}
