/** What has to be known of an option of a command; commander's options are such. */
export type CommandOption = {
  /** As its help shows it, such as `-o, --output <file>`. */
  readonly flags: string;
  readonly short?: string | undefined;
  readonly long?: string | undefined;
  /** Whether it takes the next word as its value, whatever that is. */
  readonly required: boolean;
};

const HELP: CommandOption = { flags: '-h, --help', short: '-h', long: '--help', required: false };

/**
 * Looks for an option whose value was left out, so that it would take the name of the next one for it: `--json --max-amount 5`. A value that
 * is named like an option can still be given behind an equals sign.
 *
 * @param words the words of a command line, in their order
 * @param options those of the command
 * @returns what is wrong, without any value that was given; undefined if nothing is
 *
 * @example
 * import { findMissingValue } from '@tallystick/prover/files';
 *
 * const options = [
 *   { flags: '--json <file>', long: '--json', required: true },
 *   { flags: '--wait', long: '--wait', required: false },
 * ];
 * console.log(findMissingValue(['--json', '--wait'], options)); // option '--json <file>' argument missing: …
 */
export function findMissingValue(words: readonly string[], options: readonly CommandOption[]): string | undefined {
  const named = (word: string) => [...options, HELP].find(({ short, long }) => word === short || word === long);
  for (let at = 0; at < words.length; at++) {
    const word = words[at] ?? '';
    if (word === '--') return undefined;
    const option = named(word) ?? lastOfGroup(word, named);
    if (option?.required !== true) continue;
    at += 1;
    const [name = ''] = (words[at] ?? '').split('=', 1);
    if (named(name) === undefined) continue;
    const attached = option.long === undefined ? `${option.short}${name}` : `${option.long}=${name}`;
    return `option '${option.flags}' argument missing: '${name}' is another option; as a value it is given as '${attached}'`;
  }
  return undefined;
}

/** `-iX` is `-i -X`, whose value is the next word; that of `-XPOST` isn't. */
function lastOfGroup(word: string, named: (word: string) => CommandOption | undefined): CommandOption | undefined {
  if (!/^-[^-]./.test(word)) return undefined;
  for (let at = 1; at < word.length; at++) {
    const option = named(`-${word[at]}`);
    if (option === undefined || at === word.length - 1) return option;
    if (option.required) return undefined;
  }
  return undefined;
}
