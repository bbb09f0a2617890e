import { TallystickError } from './TallystickError.js';

const LONGEST = 500;

/**
 * What is told of an error: its name (code) to everybody, its message and facts in the log, and nowhere what hangs on it, which
 * may hold an endpoint's key.
 */
export function describeProblem(error: unknown): { name: string; reason?: string; facts?: Record<string, unknown> } {
  if (error instanceof TallystickError) {
    const { code, message, facts } = error.toJSON();
    return { name: code, reason: message.slice(0, LONGEST), facts };
  }
  const name = error instanceof Error ? error.name : typeof error;
  const { code } = (error ?? {}) as { code?: unknown };
  return { name: typeof code === 'string' ? `${name} ${code}` : name };
}
