#!/usr/bin/env node
import { outliveReaders } from '../files/outliveReaders.js';
import { createProcessIo } from './io/createProcessIo.js';
import { runCli } from './runCli.js';

outliveReaders();
const code = await runCli(process.argv.slice(2), createProcessIo());
// The command of another package, as `dev` is, says by itself how it ended.
if (code !== 0) process.exitCode = code;
