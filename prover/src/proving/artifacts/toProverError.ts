import type { TallystickError } from '../../core/errors/TallystickError.js';
import { artifactsError } from './artifactsErrors.js';

/** What is known of a native process that failed. */
export type ProverFailure = {
  /** What it was asked. */
  call: string;
  cause: unknown;
  /** How it ended, if it did. */
  exitCode?: number | null | undefined;
  signal?: NodeJS.Signals | null | undefined;
  /** The last lines that it printed. */
  said: readonly string[];
};

type Cause = { reason: string; fits: (words: string, failure: ProverFailure) => boolean; remedy: string };

/** What its words or its end tell of the cause, and what helps. The first that fits counts. */
const CAUSES: readonly Cause[] = [
  {
    reason: 'disk full',
    fits: (words) => /ENOSPC|EDQUOT|no space left|quota exceeded/i.test(words),
    remedy:
      'Free space where the cache and the temporary files lie, or name other folders in TALLYSTICK_CACHE (or --cache-dir, where that was given) and TMPDIR.',
  },
  {
    reason: 'not permitted',
    fits: (words) => /EACCES|EPERM|EROFS|permission denied|not permitted|read-only file system/i.test(words),
    remedy:
      'Let this user read and write the folders of the cache and of the temporary files, or name others in TALLYSTICK_CACHE (or --cache-dir, where that was given) and TMPDIR.',
  },
  {
    reason: 'folder unusable',
    fits: (words) =>
      /ENOTDIR|EEXIST|ENOENT|filesystem error|not a directory|no such file|not start IPC server/i.test(words),
    remedy:
      'Correct what the detail in the facts names: TALLYSTICK_CACHE, CRS_PATH and TMPDIR have to be folders that this user can read and write.',
  },
  {
    reason: 'out of memory',
    fits: (words) => /ENOMEM|bad_alloc|out of memory|cannot allocate memory/i.test(words),
    remedy: 'Give the machine or the container more memory, prove fewer batches at once, or use a smaller shape.',
  },
  {
    // The kernel says nothing else to a process that took too much.
    reason: 'killed',
    fits: (_words, { signal }) => signal === 'SIGKILL',
    remedy:
      'Most likely the system ended it for its memory: look at the log of the kernel or of the container, give it more memory, prove fewer batches at once, or use a smaller shape.',
  },
  {
    reason: 'crashed',
    fits: (_words, { signal }) =>
      signal === 'SIGILL' || signal === 'SIGSEGV' || signal === 'SIGBUS' || signal === 'SIGABRT',
    remedy:
      'Install @aztec/bb.js anew, for the processor of this machine; if it repeats, report it with the lines in the facts and the versions of all packages.',
  },
];

/** The error for a call of the native prover that failed, with its cause as far as it can be told, and what helps against that. */
export function toProverError(failure: ProverFailure): TallystickError {
  const { call, cause, exitCode, signal, said } = failure;
  const sentence = cause instanceof Error ? cause.message : `${cause}`;
  const found = CAUSES.find(({ fits }) => fits([sentence, ...said].join('\n'), failure));
  const end = typeof signal === 'string' ? `was ended by ${signal}` : endText(exitCode);
  const reason = found?.reason ?? (end === undefined ? 'refused' : 'ended');
  return artifactsError('artifacts/prover-failed', {
    message: `The native prover ${end ?? 'refused a call'}: ${reason === 'refused' ? firstLine(sentence) : reason}`,
    facts: {
      call,
      reason,
      ...(typeof exitCode === 'number' ? { exitCode } : {}),
      ...(typeof signal === 'string' ? { signal } : {}),
      detail: firstLine(sentence),
      said,
    },
    ...(found === undefined ? {} : { remedy: found.remedy }),
    cause,
  });
}

function endText(exitCode: number | null | undefined): string | undefined {
  return typeof exitCode === 'number' ? `ended with code ${exitCode}` : undefined;
}

function firstLine(text: string): string {
  return (text.split('\n', 1)[0] ?? '').slice(0, 300);
}
