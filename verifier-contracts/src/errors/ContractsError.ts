/** What was found and what was expected. Never a secret. */
export type ContractsErrorFacts = Readonly<Record<string, unknown>>;

/** Every code that this package throws, with what it means. */
export type ContractsErrorCode =
  /** A deployment file is missing. */
  | 'deployment/not-found'
  /** A deployment file isn't JSON, or a field is missing or wrong. */
  | 'deployment/malformed'
  /** A deployment is for another chain than the one that is connected. */
  | 'deployment/wrong-chain'
  /** What a deployment names doesn't exist on the chain. */
  | 'deployment/no-contract'
  /** A transaction of the deployment was mined but failed. */
  | 'deployment/transaction-failed'
  /** The wallet isn't the admin of the access manager. */
  | 'deployment/not-admin'
  /** A parameter of a deployment is out of its bounds. */
  | 'deployment/invalid-parameter'
  /** The updates of a `BatchSettled` event aren't whole words, or no number of updates fits them. */
  | 'updates/malformed';

/**
 * The base of every error that this package throws on purpose.
 *
 * @param code What happened; a stable name.
 * @param options.facts The value given, the value expected, the field.
 * @param options.remedy What the reader can do about it.
 */
export class ContractsError extends Error {
  override readonly name = 'ContractsError';
  readonly code: ContractsErrorCode;
  readonly facts: ContractsErrorFacts;
  readonly remedy: string;

  constructor(
    code: ContractsErrorCode,
    options: { message: string; facts?: ContractsErrorFacts; remedy: string; cause?: unknown },
  ) {
    super(options.message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.facts = options.facts ?? {};
    this.remedy = options.remedy;
  }
}
