#!/usr/bin/env node
import { createProcessIo } from './io/createProcessIo.js';
import { runCli } from './runCli.js';

process.exitCode = await runCli(process.argv.slice(2), createProcessIo());
