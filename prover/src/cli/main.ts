#!/usr/bin/env node
import { outliveReaders } from '../files/outliveReaders.js';
import { createProcessIo } from './io/createProcessIo.js';
import { runCli } from './runCli.js';

outliveReaders();
process.exitCode = await runCli(process.argv.slice(2), createProcessIo());
