import { Option } from 'commander';
import { SHAPE_NAMES } from '../../../proving/artifacts/constants.js';
import type { CliCommand } from '../../options/CliCommand.js';
import { sharedOptions as shared } from '../../options/sharedOptions.js';
import { parseRecipient, parseUnsigned } from '../../parsers.js';
import type { CommandContext } from '../../support/CommandContext.js';
import { recover } from './recover.js';
import { selfSequenceCommand } from './selfSequence.js';

/** The commands that need no operator: `recover`, `self-sequence`. */
export function addEscape(program: CliCommand, context: CommandContext): void {
  program
    .command('recover')
    .description(
      "Show an account's balance, counters and withdrawals from its view key and L1 data alone, whatever became of the sequencer.",
    )
    .addOption(shared.serial().makeOptionMandatory())
    .addOption(shared.viewKeyFile())
    .addChain()
    .addOption(shared.index())
    .addWallet()
    .end(context, {
      help: '\nExamples:\n  $ tallystick recover --serial 3\n  $ tallystick recover --serial 2 --index 0 --json account.json',
      run: recover,
    });
  program
    .command('self-sequence')
    .description(
      'Settle your receipts and withdraw by a batch that you make, prove and submit yourself, without the operator and without a fee.',
    )
    .addOption(shared.serial().makeOptionMandatory())
    .option('--receipt <file...>', 'receipts to settle, as JSON; their allowances must be for this earning account')
    .option('--store <folder>', "receipt store of the provider's gateway: the latest receipt of every allowance")
    .addOption(shared.maxPrepaidUnits())
    .option(
      '--terms <folder>',
      "the gateway's archive of terms, one `<serial>.json` for every allowance with a receipt",
    )
    .addOption(
      new Option('--amount <amount>', 'withdraw so many token base units').argParser(
        parseUnsigned('token base units', 88),
      ),
    )
    .option('--all', 'withdraw the whole balance, with what the receipts bring')
    .addOption(new Option('--recipient <address>', 'who may claim it (default: the wallet)').argParser(parseRecipient))
    .addOption(
      new Option('--refund', 'take the money of an open back that no batch took in time; needs no batch').conflicts([
        'receipt',
        'store',
        'amount',
        'all',
      ]),
    )
    .option(
      '--reserve',
      "reserve the next window if you have none and, in the operator's silence, no free one comes sooner; costs a fee, which is burned",
    )
    .option('--wait', 'wait for your window, or for the time from which anyone may submit')
    .addOption(new Option('--shape <name>', 'size of the batch').choices(SHAPE_NAMES).default('tiny'))
    .addChain()
    .addOption(shared.index())
    .addWallet()
    .end(context, {
      help: `
docs/escape.md tells what it takes, what it costs, and whose turn it is.

Examples:
  $ tallystick self-sequence --serial 3 --all --reserve --wait
  $ tallystick self-sequence --serial 2 --store receipts --terms terms --all --reserve --wait
  $ tallystick self-sequence --serial 9 --refund`,
      run: selfSequenceCommand,
    });
}
