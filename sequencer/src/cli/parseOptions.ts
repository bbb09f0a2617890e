import { Expected } from '../config/parsers.js';
import { sequencerError } from '../errors.js';
import type { OptionRows, OptionValues } from './OptionRows.js';

/**
 * Parses the options that were given.
 *
 * @throws sequencer/bad-config naming the option, the value and what was expected
 */
export function parseOptions<R extends OptionRows>(rows: R, given: Readonly<Record<string, unknown>>): OptionValues<R> {
  const parsed: Partial<Record<string, unknown>> = {};
  for (const [name, [flag, , parse]] of Object.entries(rows)) {
    const text = given[name];
    if (typeof text !== 'string') continue;
    try {
      parsed[name] = parse(text);
    } catch (error) {
      if (!(error instanceof Expected)) throw error;
      throw sequencerError('sequencer/bad-config', {
        message: `${name}: expected ${error.message}, got ${JSON.stringify(text)}`,
        facts: { field: name, option: flag, given: text, expected: error.message },
      });
    }
  }
  return parsed as OptionValues<R>;
}
