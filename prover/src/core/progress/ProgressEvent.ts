/** The steps that report progress; services and commands may name further ones of their own. */
export type ProgressStep =
  | 'compile'
  | 'reference-string'
  | 'verification-key'
  | 'verifier'
  | 'execute'
  | 'witness'
  | 'prove'
  | 'verify'
  | (string & {});

/**
 * One report of a long job. Each step starts once, may progress any number of times, and is done once unless it
 * throws.
 */
export type ProgressEvent = {
  step: ProgressStep;
  /** `notice`: a line that the user must see, outside of the course of a step. */
  status: 'start' | 'progress' | 'done' | 'notice';
  /** What it is about, for people: a shape, a file's size, a warning. */
  detail?: string;
  /** Part of the step that is done, from 0 to 1. */
  fraction?: number;
  /** How long the step took, in milliseconds; with `done`. */
  ms?: number;
};

/** Receives the reports of a long job. Must not throw. */
export type OnProgress = (event: ProgressEvent) => void;
