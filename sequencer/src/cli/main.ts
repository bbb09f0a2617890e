#!/usr/bin/env node
import { TallystickError } from '@tallystick/prover/core';
import { outliveReaders } from '@tallystick/prover/files';
import { createProgram } from './createProgram.js';
import { formatError } from './formatError.js';

outliveReaders();
const program = createProgram(process.env);

try {
  await program.parseAsync();
} catch (error) {
  process.stderr.write(formatError(error));
  process.exitCode = 1;
  // What didn't stop would keep the process.
  if (!(error instanceof TallystickError) || error.code === 'sequencer/stop-timeout') process.exit();
}
