import { TallystickError } from '@tallystick/prover/core';
import { ContractsError } from '@tallystick/verifier-contracts';
import { describeError } from '../telemetry/describeError.js';
import { redactUrls } from '../util/redactUrls.js';

/**
 * An error as a command ends with it: code, message, facts and remedy. One without a code keeps its stack and causes, but not the keys and
 * passwords in URLs, which libraries put into their messages.
 */
export function formatError(error: unknown): string {
  if (error instanceof TallystickError || error instanceof ContractsError) {
    const remedy = error.remedy === undefined ? '' : `\n  remedy: ${error.remedy}`;
    const facts = Object.entries(error.facts).map(([name, value]) => `\n  ${name}: ${redactUrls(toText(value))}`);
    return `error ${error.code}: ${redactUrls(error.message)}${facts.join('')}${remedy}\n`;
  }
  const lines: string[] = [];
  for (let part: ReturnType<typeof describeError> | undefined = describeError(error); part; part = part.cause) {
    lines.push(part.stack ?? `${part.type}: ${part.message}`);
  }
  return `error ${lines.join('\ncaused by ')}\n`;
}

function toText(value: unknown): string {
  if (typeof value === 'string') return value;
  return JSON.stringify(value, (_key, part: unknown) => (typeof part === 'bigint' ? `${part}` : part)) ?? `${value}`;
}
