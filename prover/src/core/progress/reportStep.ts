import type { OnProgress, ProgressStep } from './ProgressEvent.js';

export type ReportStepParameters = {
  step: ProgressStep;
  detail?: string;
  onProgress?: OnProgress | undefined;
};

/**
 * Runs one step, reporting its start and, unless it throws, its end with the time it took.
 *
 * @param run gets a function that reports the fraction done, from 0 to 1
 * @returns what `run` returns
 */
export async function reportStep<Result>(
  { step, detail, onProgress }: ReportStepParameters,
  run: (progress: (fraction: number) => void) => Promise<Result>,
): Promise<Result> {
  const about = detail === undefined ? { step } : { step, detail };
  const startMs = performance.now();
  onProgress?.({ ...about, status: 'start' });
  const result = await run((fraction) => onProgress?.({ ...about, status: 'progress', fraction }));
  onProgress?.({ ...about, status: 'done', ms: performance.now() - startMs });
  return result;
}
