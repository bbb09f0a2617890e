import { TallystickError } from '../errors/TallystickError.js';

const LONGEST = 500;

/** What is logged and shown of an error: code, message and facts, and nothing that hangs on it, where endpoints' keys may be. */
export function describeProblem(error: unknown): { summary: string; facts?: Record<string, unknown> } {
  if (error instanceof TallystickError) {
    const { code, message, facts } = error.toJSON();
    return { summary: `${code}: ${message}`.slice(0, LONGEST), facts };
  }
  const name = error instanceof Error ? error.name : typeof error;
  const { code } = (error ?? {}) as { code?: unknown };
  return { summary: typeof code === 'string' ? `${name} ${code}` : name };
}
