import { redact } from '../../core/errors/redact.js';
import { TallystickError } from '../../core/errors/TallystickError.js';

const FIRST = ['field', 'given', 'expected'];

/** An error as the command line shows it: `error code: message`, the facts line by line, the remedy. Never a stack. */
export function formatError(error: unknown): string {
  if (!(error instanceof TallystickError)) {
    const message = error instanceof Error ? error.message : String(error);
    return `error internal: ${redact(message)}\n`;
  }
  const { facts } = error.toJSON();
  const names = [
    ...FIRST.filter((name) => name in facts),
    ...Object.keys(facts).filter((name) => !FIRST.includes(name)),
  ];
  const shown = names.map((name) => {
    const value = facts[name];
    return `  ${name}: ${typeof value === 'string' ? value : JSON.stringify(value)}`;
  });
  return [`error ${error.code}: ${error.message}`, ...shown, `  remedy: ${error.remedy}`, ''].join('\n');
}
