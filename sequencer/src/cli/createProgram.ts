import type { Command } from 'commander';
import { deployCommand } from './deployCommand.js';
import { deployCourtsCommand } from './deployCourtsCommand.js';
import { devCommand } from './devCommand.js';
import { proveCommand } from './proveCommand.js';
import { readVersion } from './readVersion.js';
import { SequencerCommand } from './SequencerCommand.js';
import { startCommand } from './startCommand.js';
import { stopCommand } from './stopCommand.js';

/** The command line of `tallystick-sequencer`, which reads the environment that it is given; `name` is what its help calls it. */
export function createProgram(env: NodeJS.ProcessEnv, name = 'tallystick-sequencer'): Command {
  return new SequencerCommand(name)
    .description('Takes settlements in, proves them in batches, publishes them on the chain.')
    .version(readVersion(), '--version', 'show the version')
    .addCommand(deployCommand(env))
    .addCommand(deployCourtsCommand(env))
    .addCommand(startCommand(env))
    .addCommand(stopCommand(env))
    .addCommand(proveCommand(env))
    .addCommand(devCommand());
}
