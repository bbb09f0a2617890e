/** One row of a table of errors: what a code means to whoever meets it. */
export type ErrorCodeEntry = {
  /** HTTP status a service answers with when this error reaches its client. */
  readonly status: number;
  /** What happened, in one sentence, for the person who reads it. */
  readonly meaning: string;
  /** What that person can do about it, in one sentence. */
  readonly remedy: string;
};
