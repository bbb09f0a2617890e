import type { OnProgress, ProgressEvent } from '../core/progress/ProgressEvent.js';

export type CreateProgressReporterParameters = {
  /** Where to write; the standard error stream by default, so that it never mixes with a command's result. */
  stream?: {
    /** Takes text as it is, line ends and control sequences among it. */
    write(text: string): unknown;
    isTTY?: boolean;
    columns?: number;
  };
  /** Whether the stream is a terminal: then the running step is one line that is drawn anew. Found out by default. */
  isTty?: boolean;
};

const CLEAR_LINE = '\r\u001b[2K';
const BAR_WIDTH = 20;
const DEFAULT_COLUMNS = 80;

/**
 * Makes a progress display that commands, the demo and the bench share.
 *
 * On a terminal the running step is redrawn in place and becomes one line when done; elsewhere every start, end and
 * notice is a plain line of its own and the fractions in between are left out.
 *
 * @example
 * import { createProgressReporter, loadArtifacts } from '@tallystick/prover/proving';
 *
 * const artifacts = await loadArtifacts({ shape: 'tiny', onProgress: createProgressReporter() });
 */
export function createProgressReporter({
  stream = process.stderr,
  isTty = stream.isTTY === true,
}: CreateProgressReporterParameters = {}): OnProgress {
  if (!isTty) {
    return (event) => {
      if (event.status !== 'progress') stream.write(`${plainLine(event)}\n`);
    };
  }
  return (event) => {
    if (event.status === 'done') stream.write(`${CLEAR_LINE}✔ ${label(event)}${duration(event)}\n`);
    else if (event.status === 'notice') stream.write(`${CLEAR_LINE}! ${event.detail ?? event.step}\n`);
    // One column stays free, for a full line would wrap and could not be cleared.
    else
      stream.write(
        `${CLEAR_LINE}${`… ${label(event)}${bar(event)}`.slice(0, (stream.columns ?? DEFAULT_COLUMNS) - 1)}`,
      );
  };
}

function plainLine(event: ProgressEvent): string {
  if (event.status === 'notice') return `notice: ${event.detail ?? event.step}`;
  return event.status === 'start' ? `${label(event)} …` : `${label(event)} done${duration(event)}`;
}

function label({ step, detail }: ProgressEvent): string {
  const name = step.replaceAll('-', ' ');
  return detail === undefined ? name : `${name}: ${detail}`;
}

function duration({ ms }: ProgressEvent): string {
  return ms === undefined ? '' : ` (${(ms / 1000).toFixed(ms < 10_000 ? 2 : 1)} s)`;
}

function bar({ fraction }: ProgressEvent): string {
  if (fraction === undefined) return '';
  const part = Math.min(1, Math.max(0, fraction));
  const full = Math.floor(part * BAR_WIDTH);
  return ` ${'█'.repeat(full)}${'░'.repeat(BAR_WIDTH - full)} ${Math.floor(part * 100)}%`;
}
