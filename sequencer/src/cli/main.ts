#!/usr/bin/env node
import { TallystickError } from '@tallystick/prover/core';
import { outliveReaders } from '@tallystick/prover/files';
import { Command } from 'commander';
import { deployCommand } from './deployCommand.js';
import { deployCourtsCommand } from './deployCourtsCommand.js';
import { devCommand } from './devCommand.js';
import { formatError } from './formatError.js';
import { proveCommand } from './proveCommand.js';
import { readVersion } from './readVersion.js';
import { startCommand } from './startCommand.js';
import { stopCommand } from './stopCommand.js';

outliveReaders();
const program = new Command('tallystick-sequencer')
  .description('Takes settlements in, proves them in batches, publishes them on the chain.')
  .version(readVersion(), '--version', 'show the version')
  .addCommand(deployCommand(process.env))
  .addCommand(deployCourtsCommand(process.env))
  .addCommand(startCommand(process.env))
  .addCommand(stopCommand(process.env))
  .addCommand(proveCommand(process.env))
  .addCommand(devCommand());

try {
  await program.parseAsync();
} catch (error) {
  process.stderr.write(formatError(error));
  process.exitCode = 1;
  // What didn't stop would keep the process.
  if (!(error instanceof TallystickError) || error.code === 'sequencer/stop-timeout') process.exit();
}
