import { Argument, InvalidArgumentError, Option } from 'commander';
import { examplesText } from '../../io/text.js';
import type { CliCommand } from '../../options/CliCommand.js';
import { sharedOptions as shared } from '../../options/sharedOptions.js';
import { parseHeader, parsePageUrl, parseUnsigned } from '../../parsers.js';
import type { CommandContext } from '../../support/CommandContext.js';
import { runCommand } from '../../support/runCommand.js';
import { type FetchOptions, fetchPaid } from './fetchPaid.js';

/** The command that requests a page and pays for it: `fetch`. */
export function addFetch(program: CliCommand, context: CommandContext): void {
  program
    .command('fetch')
    .description(
      'Request a page, and pay for it from the local allowances if its provider asks to be paid: the body goes to the standard output as it is, everything else to the standard error.',
    )
    .addArgument(new Argument('<url>', 'the page').argParser(parsePageUrl))
    .addOption(
      new Option(
        '--max-amount <amount>',
        'the most to pay, in token base units; without it nothing is paid, and what is asked is told',
      ).argParser(parseUnsigned('token base units', 88)),
    )
    .addOption(
      new Option('-X, --method <method>', 'method of the request (default: GET, or POST with --data)').argParser(
        parseMethod,
      ),
    )
    .addOption(
      new Option('-H, --header <header>', 'header of the request, "Name: value"; may be given several times').argParser(
        (value: string, before: [string, string][] | undefined) => [...(before ?? []), parseHeader(value)],
      ),
    )
    .addOption(
      new Option(
        '-d, --data <data>',
        'body of the request, or @ and the file that holds it, sent byte for byte; as a form unless a header says otherwise; several are joined by &',
      ).argParser((value: string, before: string[] | undefined) => [...(before ?? []), value]),
    )
    .option('-i, --include', 'write the status and the headers of the answer before its body')
    .option('-o, --output <file>', 'write the body to this file instead of the standard output')
    .option('--trust-origin', 'pay at this origin too, although the provider was paid at another one before')
    .addWallet()
    .addOption(shared.json())
    .addHelpText(
      'after',
      examplesText(
        `The request is sent without a payment first, so nothing is signed where nothing is asked. What was signed is kept beside the records, and
one command at a time pays from them. Redirects are not followed. Exit code 1 also for a status of 400 or more.`,
        'tallystick fetch https://provider.example/infer --max-amount 1000',
        'tallystick fetch https://provider.example/infer --max-amount 1000 --data @question.json -H "Content-Type: application/json" -o answer.json',
      ),
    )
    .action((url: URL, options: Omit<FetchOptions, 'url'>) => runCommand(context, fetchPaid)({ ...options, url }));
}

function parseMethod(value: string): string {
  if (/^[A-Za-z-]{1,32}$/.test(value) && !/^(connect|trace|track)$/i.test(value)) return value.toUpperCase();
  throw new InvalidArgumentError('Expected a method of HTTP, such as POST.');
}
