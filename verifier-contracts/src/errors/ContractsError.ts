import { type ContractsErrorCode, contractsErrorCodes } from './contractsErrorCodes.js';

/** What was found and what was expected. Never a secret. */
export type ContractsErrorFacts = Readonly<Record<string, unknown>>;

/**
 * The base of every error that this package throws on purpose.
 *
 * @param code What happened; a stable name.
 * @param options.facts The value given, the value expected, the field.
 * @param options.remedy What the reader can do about it; the code's remedy when left out.
 *
 * @example
 * import { ContractsError, readDeployment } from '@tallystick/verifier-contracts';
 *
 * try {
 *   await readDeployment('deployment.json');
 * } catch (error) {
 *   if (!(error instanceof ContractsError)) throw error;
 *   console.error(error.code, error.facts, error.remedy); // deployment/not-found, and which file
 * }
 */
export class ContractsError extends Error {
  override readonly name = 'ContractsError';
  readonly code: ContractsErrorCode;
  readonly facts: ContractsErrorFacts;
  readonly remedy: string;

  constructor(
    code: ContractsErrorCode,
    options: { message: string; facts?: ContractsErrorFacts; remedy?: string; cause?: unknown },
  ) {
    super(options.message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.facts = options.facts ?? {};
    this.remedy = options.remedy ?? contractsErrorCodes[code].remedy;
  }
}
