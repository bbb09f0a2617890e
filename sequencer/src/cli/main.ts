#!/usr/bin/env node
import { basename } from 'node:path';
import { outliveReaders } from '@tallystick/prover/files';
import { runSequencer } from './runSequencer.js';

outliveReaders();
// Whoever runs this for a command of its own, as `tallystick dev` does, gives it that name.
const name = basename(process.argv0) === 'tallystick' ? 'tallystick' : undefined;
const { code, mayLinger } = await runSequencer(process.argv.slice(2), process.env, name);
if (code !== 0) process.exitCode = code;
if (mayLinger) process.exit();
