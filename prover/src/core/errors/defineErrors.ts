import type { ErrorCodeEntry } from './ErrorCodeEntry.js';
import type { ErrorCode } from './ErrorCodes.js';
import { TallystickError, type TallystickErrorOptions } from './TallystickError.js';

/** Makes the error of one code. What a check that serves many rooms is given, since only its caller knows what the failure means there. */
export type ToError = (options?: TallystickErrorOptions) => TallystickError;

/** A table of errors, as the function that makes them. */
export type ErrorMaker<Code extends string> = {
  /** Makes an error of the table, for `throw`. */
  (code: Code, options?: TallystickErrorOptions): TallystickError;
  /** The maker of one code. */
  of(code: Code): ToError;
  /** Whether the table has the code. */
  has(code: unknown): code is Code;
  /** Each code with its HTTP status, meaning and remedy. */
  readonly table: Readonly<Record<Code, ErrorCodeEntry>>;
};

/**
 * Makes the maker of a table's errors. Beside the table its codes are made known, from the table alone, since the maker's own type speaks of them:
 * `declare module '…/ErrorCodes.js' { interface ErrorCodes extends Readonly<typeof table> {} }`.
 */
export function defineErrors<const Code extends string>(
  table: Readonly<Record<Code, ErrorCodeEntry>>,
): ErrorMaker<Code> {
  const make = (code: Code, options?: TallystickErrorOptions): TallystickError => {
    // The table's own declaration has made it one of ErrorCodes.
    const error = new TallystickError(code as string as ErrorCode, table[code], options);
    // The stack begins where the error was asked for, as that of `new` does.
    Error.captureStackTrace?.(error, make);
    return error;
  };
  return Object.assign(make, {
    of: (code: Code): ToError => {
      const toError: ToError = (options) => {
        const error = make(code, options);
        Error.captureStackTrace?.(error, toError);
        return error;
      };
      return toError;
    },
    has: (code: unknown): code is Code => typeof code === 'string' && Object.hasOwn(table, code),
    table,
  });
}

/** The maker of a code in the first of the tables that has it; for codes that came over a wire. */
export function findError(code: unknown, makers: readonly AnyErrorMaker[]): ToError | undefined {
  return makers.find((maker) => maker.has(code))?.of(code as never);
}

type AnyErrorMaker = { has(code: unknown): boolean; of(code: never): ToError };
