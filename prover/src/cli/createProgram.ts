import { Option } from 'commander';
import { redact } from '../core/errors/redact.js';
import { allowanceOpen } from './commands/allowance/allowanceOpen.js';
import { allowanceRefund } from './commands/allowance/allowanceRefund.js';
import { allowanceRegister } from './commands/allowance/allowanceRegister.js';
import { allowanceShow } from './commands/allowance/allowanceShow.js';
import { claim } from './commands/claim.js';
import { addDeployment } from './commands/deployment/addDeployment.js';
import { addDev } from './commands/dev/addDev.js';
import { addEscape } from './commands/escape/addEscape.js';
import { addFetch } from './commands/fetch/addFetch.js';
import { keys } from './commands/keys.js';
import { receiptSign } from './commands/receiptSign.js';
import { receiptVerify } from './commands/receiptVerify.js';
import { settle } from './commands/settle.js';
import { addStake } from './commands/stake/addStake.js';
import { addStatements } from './commands/statements/addStatements.js';
import { addWatch } from './commands/watch/addWatch.js';
import { withdraw } from './commands/withdraw.js';
import { examplesText } from './io/text.js';
import { CliCommand } from './options/CliCommand.js';
import { fieldOption } from './options/fieldOption.js';
import { sharedOptions as shared } from './options/sharedOptions.js';
import { parseRecipient, parseSerial, parseTime, parseUnsigned } from './parsers.js';
import type { CommandContext } from './support/CommandContext.js';
import { readVersion } from './support/readVersion.js';

const HELP_WIDTH = 110;

const UNITS_NOTE = `Amounts are whole numbers of token base units (for a token with 6 decimals, 1 token is 1000000). Compute is counted in
unit-seconds, storage in GiB-hours, egress in MiB.`;

/**
 * The command line as a commander program: its options say what they take, its actions call the library and nothing else.
 * Errors are thrown (`exitOverride`), for `runCli` to print.
 */
export function createProgram(context: CommandContext): CliCommand {
  const { io } = context;
  const program = new CliCommand('tallystick')
    .description('Prepay, acknowledge and settle metered resources on a Tallystick rollup.')
    .version(readVersion(), '--version', 'show the version')
    .exitOverride()
    .showHelpAfterError('(add --help for the options and examples)')
    .configureOutput({
      writeOut: (text) => io.stdout.write(text),
      // What a user typed is echoed here, so it may hold a key that went to the wrong place.
      writeErr: (text) => io.stderr.write(redact(text)),
      getOutHelpWidth: () => HELP_WIDTH,
      getErrHelpWidth: () => HELP_WIDTH,
      getOutHasColors: () => false,
      getErrHasColors: () => false,
    })
    .addHelpText(
      'after',
      `
The wallet's private key comes from TALLYSTICK_PRIVATE_KEY or --key-file, never from an argument.
Exit codes: 0 done, 1 failed (error code, facts and remedy on the standard error), 2 wrong usage.

Examples:
  $ export TALLYSTICK_RPC=http://127.0.0.1:8545 TALLYSTICK_DEPLOYMENT=deployment.json
  $ export TALLYSTICK_SEQUENCER=http://127.0.0.1:8640 TALLYSTICK_KEY_FILE=wallet.key
  $ tallystick allowance open --provider 2 --amount 5000000 --compute-price 10 --expiry +30d
  $ tallystick receipt sign --serial 3 --compute 1200 --storage 0 --egress 0 --out receipt.json`,
    );

  addDev(program);
  addKeys(program, context);
  addDeployment(program, context);
  addAllowance(program, context);
  addFetch(program, context);
  addReceipt(program, context);
  addSettle(program, context);
  addWithdraw(program, context);
  addClaim(program, context);
  addWatch(program, context);
  addStatements(program, context);
  addEscape(program, context);
  addStake(program, context);
  return program;
}

function examples(...lines: string[]): string {
  return examplesText(UNITS_NOTE, ...lines);
}

function addKeys(program: CliCommand, context: CommandContext): void {
  program
    .command('keys')
    .description('Show the public keys that the wallet derives. Offline.')
    .addOption(shared.keyFile())
    .addOption(shared.deployment())
    .addOption(shared.index())
    .option('--reveal', 'also print the private key and the view key, which are secrets')
    .end(context, {
      help: examples('tallystick keys --key-file wallet.key', 'tallystick keys --deployment deployment.json --index 0'),
      run: keys,
    });
}

function addAllowance(program: CliCommand, context: CommandContext): void {
  const group = program.command('allowance').description('Open, show, register and refund accounts.');
  group
    .command('open')
    .description(
      'Open an allowance for a provider, or an earning account: approve the tokens, open on the chain, register the terms.',
    )
    .addOption(
      new Option('--amount <amount>', 'what to pay in, in token base units')
        .argParser(parseUnsigned('token base units', 88))
        .default(0n, '0'),
    )
    .addOption(new Option('--provider <serial>', "serial of the provider's earning account").argParser(parseSerial))
    .addOption(shared.price('--compute-price', 'unit-second of compute'))
    .addOption(shared.price('--storage-price', 'GiB-hour of storage'))
    .addOption(shared.price('--egress-price', 'MiB of egress'))
    .addOption(
      new Option(
        '--expiry <time>',
        'from when on no receipt settles and the rest can be withdrawn: unix seconds, ISO 8601, or +90m, +12h, +30d',
      ).argParser(parseTime),
    )
    .addOption(
      new Option(
        '--top-up <serial>',
        'add to an allowance of the local records: as an account takes no deposit after its open, a further allowance is opened beside it, for the same provider, at the same prices and until the same time (or --expiry), and the paying clients here go on with it when the first is used up. The serial is another one, and what is left of the two is withdrawn from each',
      ).argParser(parseSerial),
    )
    .option('--earning', 'open an earning account instead, as a provider needs one; it has no prices and never expires')
    .addChain()
    .addOption(shared.sequencer().makeOptionMandatory())
    .addOption(shared.timeout())
    .addWallet()
    .end(context, {
      help: examples(
        'tallystick allowance open --earning',
        'tallystick allowance open --provider 2 --amount 5000000 --compute-price 10 --egress-price 25 --expiry +30d',
        'tallystick allowance open --top-up 3 --amount 5000000',
      ),
      run: allowanceOpen,
    });
  group
    .command('show')
    .description(
      'List the local records, or show one account as the local record, the sequencer and the chain (read with its view key) have it.',
    )
    .addOption(shared.serial())
    .addOption(shared.index())
    .addOption(shared.deployment())
    .addOption(shared.rpc())
    .addOption(shared.sequencer())
    .addWallet()
    .end(context, {
      help: examples('tallystick allowance show', 'tallystick allowance show --serial 3 --json account.json'),
      run: allowanceShow,
    });
  group
    .command('register')
    .description('Give the terms of an open account to the sequencer (again); `open` does it by itself.')
    .addOption(shared.serial().makeOptionMandatory())
    .addOption(shared.sequencer().makeOptionMandatory())
    .addOption(shared.deployment())
    .addOption(shared.timeout())
    .addOption(shared.state())
    .end(context, { help: examples('tallystick allowance register --serial 3'), run: allowanceRegister });
  group
    .command('refund')
    .description('Take the money of an open back that no batch took in time.')
    .addOption(shared.serial().makeOptionMandatory())
    .addChain()
    .addWallet()
    .end(context, { help: examples('tallystick allowance refund --serial 3'), run: allowanceRefund });
}

function addReceipt(program: CliCommand, context: CommandContext): void {
  const group = program.command('receipt').description('Sign and verify receipts. Offline.');
  group
    .command('sign')
    .description('Acknowledge everything used so far under an allowance. Offline.')
    .addOption(shared.serial().makeOptionMandatory())
    .addOption(shared.counter('--compute', 'unit-seconds of compute'))
    .addOption(shared.counter('--storage', 'GiB-hours of storage'))
    .addOption(shared.counter('--egress', 'MiB of egress'))
    .option('--out <file>', 'write the receipt to this file instead of printing it')
    .addOption(shared.index())
    .addOption(shared.deployment())
    .addWallet()
    .end(context, {
      help: examples('tallystick receipt sign --serial 3 --compute 1200 --storage 0 --egress 64 --out receipt.json'),
      run: receiptSign,
    });
  group
    .command('verify')
    .description('Check the form, deployment, order and signature of a receipt. Offline.')
    .requiredOption('--receipt <file>', 'the receipt, as JSON')
    .option('--previous <file>', 'an earlier receipt of the same allowance, which this one must not fall below')
    .addOption(fieldOption('--owner-x', "x of the owner's public key (default: from the local record)"))
    .addOption(fieldOption('--owner-y', "y of the owner's public key (default: from the local record)"))
    .addOption(shared.deployment())
    .addOption(shared.state())
    .end(context, {
      help: examples(
        'tallystick receipt verify --receipt receipt.json',
        'tallystick receipt verify --receipt receipt.json --deployment deployment.json --owner-x 0x… --owner-y 0x…',
      ),
      run: receiptVerify,
    });
}

function addSettle(program: CliCommand, context: CommandContext): void {
  program
    .command('settle')
    .description('For providers: hand the latest receipts to the sequencer. Repeating it is harmless.')
    .option('--receipt <file...>', 'receipts to settle, as JSON')
    .option('--store <folder>', "receipt store of the provider's gateway: the latest receipt of every allowance")
    .addOption(shared.maxPrepaidUnits())
    .addOption(
      new Option('--serial <number>', 'serial of the earning account that the receipts pay')
        .argParser(parseSerial)
        .makeOptionMandatory(),
    )
    .addOption(shared.viewKeyFile())
    .addOption(shared.sequencer().makeOptionMandatory())
    .addOption(shared.wait())
    .addOption(shared.timeout())
    .addOption(shared.index())
    .addOption(shared.deployment())
    .addWallet()
    .end(context, {
      help: examples(
        'tallystick settle --serial 2 --store receipts --wait',
        'tallystick settle --serial 2 --receipt receipt.json',
      ),
      run: settle,
    });
}

function addWithdraw(program: CliCommand, context: CommandContext): void {
  program
    .command('withdraw')
    .description(
      'Order tokens out of an earning account, or out of an allowance after its expiry; claim them afterwards.',
    )
    .addOption(shared.serial().makeOptionMandatory())
    .addOption(
      new Option('--amount <amount>', 'how much, in token base units').argParser(parseUnsigned('token base units', 88)),
    )
    .option('--all', 'the whole balance')
    .addOption(new Option('--recipient <address>', 'who may claim it (default: the wallet)').argParser(parseRecipient))
    .addOption(shared.sequencer().makeOptionMandatory())
    .addOption(shared.wait())
    .addOption(shared.timeout())
    .addOption(shared.index())
    .addOption(shared.deployment())
    .addWallet()
    .end(context, {
      help: examples('tallystick withdraw --serial 2 --amount 1500000 --wait', 'tallystick withdraw --serial 3 --all'),
      run: withdraw,
    });
}

function addClaim(program: CliCommand, context: CommandContext): void {
  program
    .command('claim')
    .description(
      'Have the contract pay out what batches credited to a recipient. Anyone may send it; only the recipient is paid.',
    )
    .addOption(new Option('--recipient <address>', 'who is paid (default: the wallet)').argParser(parseRecipient))
    .addChain()
    .addOption(shared.keyFile())
    .end(context, {
      help: examples('tallystick claim', 'tallystick claim --recipient 0x70997970C51812dc3A010C7d01b50e0d17dc79C8'),
      run: claim,
    });
}
