import { Option } from 'commander';
import { examplesText } from '../../io/text.js';
import type { CliCommand } from '../../options/CliCommand.js';
import { sharedOptions as shared } from '../../options/sharedOptions.js';
import { parseRecipient } from '../../parsers.js';
import type { CommandContext } from '../../support/CommandContext.js';
import { deploymentFetch } from './deploymentFetch.js';

/** The commands for deployment files: `deployment fetch`. */
export function addDeployment(program: CliCommand, context: CommandContext): void {
  const group = program.command('deployment').description('Get the file of a deployment.');
  group
    .command('fetch')
    .description("Get a sequencer's deployment, hold every field of it to the chain, and write its file.")
    .addOption(shared.sequencer().makeOptionMandatory())
    .addOption(shared.rpc().makeOptionMandatory())
    .addOption(
      new Option(
        '--rollup <address>',
        "the rollup's address, known from elsewhere: no other is taken then, and its contracts may be of another version",
      ).argParser(parseRecipient),
    )
    .addOption(new Option('--out <file>', 'write it to this file').default('deployment.json'))
    .option('--force', 'replace a file of another deployment, or one that is none')
    .end(context, {
      help: examplesText(
        `A sequencer that lies gets no further than the address of the rollup: anyone may deploy one of his own, with verifiers that take any
proof. Compare the address that is printed with what the operator publishes elsewhere, or give it with --rollup. The RPC endpoint is
believed. Fees and verifiers, which governance can change, are taken from the chain.`,
        'tallystick deployment fetch --sequencer https://sequencer.example --rpc https://rpc.example',
        'tallystick deployment fetch --sequencer https://sequencer.example --rpc https://rpc.example --rollup 0x8464135c8F25Da09e49BC8782676a84730C318bC',
      ),
      run: deploymentFetch,
    });
}
