#!/usr/bin/env node
import { TallystickError } from '@tallystick/prover';
import { ContractsError } from '@tallystick/verifier-contracts';
import { Command } from 'commander';
import { deployCommand } from './deployCommand.js';
import { deployCourtsCommand } from './deployCourtsCommand.js';
import { proveCommand } from './proveCommand.js';
import { startCommand } from './startCommand.js';
import { stopCommand } from './stopCommand.js';

const program = new Command('tallystick-sequencer')
  .description('Takes settlements in, proves them in batches, publishes them on the chain.')
  .addCommand(deployCommand(process.env))
  .addCommand(deployCourtsCommand(process.env))
  .addCommand(startCommand(process.env))
  .addCommand(stopCommand(process.env))
  .addCommand(proveCommand(process.env));

try {
  await program.parseAsync();
} catch (error) {
  if (!(error instanceof TallystickError || error instanceof ContractsError)) throw error;
  const remedy = error.remedy === undefined ? '' : `\n${error.remedy}`;
  process.stderr.write(`error ${error.code}: ${error.message}${remedy}\n`);
  process.exitCode = 1;
  // What didn't stop would keep the process.
  if (error.code === 'sequencer/stop-timeout') process.exit();
}
