import { describeProblem } from './describeProblem.js';
import type { WatchContext } from './WatchContext.js';

/**
 * Runs one part's work. What goes wrong becomes the part's problem in the status, logged when it is new; success clears it.
 * Nothing is thrown, since one part must not keep the others from their deadlines.
 *
 * @returns whether it succeeded
 */
export async function attempt(
  { problems, logger, signal }: Pick<WatchContext, 'problems' | 'logger' | 'signal'>,
  part: string,
  work: () => Promise<void>,
): Promise<boolean> {
  try {
    await work();
  } catch (error) {
    if (signal.aborted) return false;
    const problem = describeProblem(error);
    if (problems.get(part) !== problem.name) logger.warn({ part, ...problem }, `${part} failed; it is tried again`);
    problems.set(part, problem.name);
    return false;
  }
  if (problems.delete(part)) logger.info({ part }, `${part} works again`);
  return true;
}
