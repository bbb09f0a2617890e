import type { OnProgress } from '../../core/progress/ProgressEvent.js';
import type { CliIo } from '../io/CliIo.js';

/** What every command gets beside its options. */
export type CommandContext = {
  readonly io: CliIo;
  readonly onProgress: OnProgress;
  /** From now on this text is never written. */
  readonly hide: (secret: string) => void;
};

/** What every command answers. */
export type CommandResult = {
  /** For people: label and value of each line on the standard output. */
  readonly lines: readonly (readonly [label: string, value: string])[];
  /** For programs: what `--json` writes. Bigints become decimal strings. */
  readonly json: unknown;
};
