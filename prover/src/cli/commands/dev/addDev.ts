import type { CliCommand } from '../../options/CliCommand.js';
import { runDev } from './runDev.js';

/** The command that runs a whole network on one machine, which the sequencer's package has: `dev`. */
export function addDev(program: CliCommand): void {
  program
    .command('dev')
    .description(
      'For development: run a whole network on this machine until Ctrl-C: chain, contracts with courts, a test token with a faucet, a sequencer, a service that is paid for, and open allowances. The next start goes on with it. What does it is `tallystick-sequencer dev` of the package @tallystick/sequencer, whose options it takes; --help lists them.',
    )
    .usage('[options of tallystick-sequencer dev]')
    .argument('[arguments...]')
    .helpOption(false)
    .allowUnknownOption()
    .action((words: string[]) => runDev(words));
}
