import { Option } from 'commander';
import { examplesText } from '../../io/text.js';
import type { CliCommand } from '../../options/CliCommand.js';
import { sharedOptions as shared } from '../../options/sharedOptions.js';
import { parseBatch, parseEpoch, parseRecipient, parseResource, parseUnsigned } from '../../parsers.js';
import type { CommandContext } from '../../support/CommandContext.js';
import { runCommand } from '../../support/runCommand.js';
import { proveUptimeCommand } from './proveUptimeCommand.js';
import { proveUsageCommand } from './proveUsageCommand.js';
import { rebuild } from './rebuild.js';
import { type VerifyProofOptions, verifyProof } from './verifyProof.js';

const ptau = () =>
  new Option(
    '--ptau <file>',
    'powers-of-tau file of a ceremony; needed with --zkey on every chain but a development one',
  ).env('TALLYSTICK_PTAU');
const zkey = () =>
  new Option('--zkey <file>', 'proving key of the statement with its phase-2 transcript, verified before use');

/** The commands of the Groth16 statements and of the chain's data: `prove uptime`, `prove usage`, `verify`, `rebuild`. */
export function addStatements(program: CliCommand, context: CommandContext): void {
  const group = program.command('prove').description('For providers: prove uptime to the court, or usage to anyone.');
  group
    .command('uptime')
    .description(
      'Prove how many of the 96 slots of an epoch you missed, from what the watchers of your committee saw. With --deployment and --rpc the roots come from the court, and openings that no file gives are asked for at the watchers.',
    )
    .addOption(new Option('--epoch <number>', 'the epoch (default: that of the openings)').argParser(parseEpoch))
    .option('--opening <file...>', 'openings that watchers handed out, as JSON: one a file, or a list of them')
    .addOption(
      new Option('--provider <address>', 'whose uptime (default: that of the openings, else the wallet)').argParser(
        parseRecipient,
      ),
    )
    .addOption(shared.deployment())
    .addOption(shared.rpc())
    .addOption(shared.keyFile())
    .option('--submit', 'send the proof to the court; final for the epoch')
    .option('--out <file>', 'write the proof to this file instead of printing it')
    .addOption(ptau())
    .addOption(zkey())
    .end(context, {
      help: examplesText(
        'What single watchers saw stays secret: the proof tells the number of missed slots alone. Members without an opening count as\nhaving seen nothing, so give three or more.',
        'tallystick prove uptime --epoch 41 --submit --out uptime.json',
        'tallystick prove uptime --opening a.json b.json c.json --out uptime.json',
      ),
      run: proveUptimeCommand,
    });
  group
    .command('usage')
    .description(
      'Prove that your earning account was credited with at least so many units between two batches, from its view key and L1 data alone.',
    )
    .addOption(shared.serial().makeOptionMandatory())
    .addOption(
      new Option('--from-batch <number>', 'count from the end of this batch on; 0 is the empty tree')
        .argParser(parseBatch)
        .makeOptionMandatory(),
    )
    .addOption(
      new Option('--to-batch <number>', 'count up to the end of this batch')
        .argParser(parseBatch)
        .makeOptionMandatory(),
    )
    .addOption(
      new Option('--resource <name>', 'compute (unit-seconds), storage (GiB-hours) or egress (MiB)')
        .argParser(parseResource)
        .makeOptionMandatory(),
    )
    .addOption(
      new Option(
        '--min-increase <units>',
        'units that the proof promises; by how much more the counter rose stays secret',
      )
        .argParser(parseUnsigned('units', 44))
        .makeOptionMandatory(),
    )
    .addChain()
    .option('--out <file>', 'write the proof to this file instead of printing it')
    .addOption(ptau())
    .addOption(zkey())
    .addOption(shared.index())
    .addWallet()
    .end(context, {
      help: examplesText(
        'Integrators check the proof with IUsageVerifier.verifyUsage.',
        'tallystick prove usage --serial 2 --from-batch 10 --to-batch 20 --resource egress --min-increase 5000 --out usage.json',
      ),
      run: proveUsageCommand,
    });
  program
    .command('verify')
    .description(
      "Check a proof of uptime or usage: with --deployment and --rpc by the chain's verifier against the chain's roots, else by the statement's key alone.",
    )
    .argument('<file>', 'the proof, as `tallystick prove` wrote it')
    .addOption(shared.deployment())
    .addOption(shared.rpc())
    .addOption(ptau())
    .addOption(zkey())
    .addOption(shared.json())
    .addHelpText(
      'after',
      examplesText(
        'Exit code 0: valid. By the key alone, compare what is stated with the chain: anyone can prove anything about roots of their own.',
        'tallystick verify usage.json --deployment deployment.json --rpc http://127.0.0.1:8545',
      ),
    )
    .action((file: string, options: Omit<VerifyProofOptions, 'file'>) =>
      runCommand(context, verifyProof)({ ...options, file }),
    );
  program
    .command('rebuild')
    .description('Rebuild the state tree from L1 data alone and compare its root with the contract. Needs no key.')
    .addOption(new Option('--to-batch <number>', 'stop after this batch (default: the latest)').argParser(parseBatch))
    .addChain()
    .end(context, {
      help: examplesText(
        'The root is compared after every batch; a difference is an error that names the batch.',
        'tallystick rebuild --deployment deployment.json --rpc http://127.0.0.1:8545',
      ),
      run: rebuild,
    });
}
