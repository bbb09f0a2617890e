#!/usr/bin/env node
// A committed file, since npm links a package's commands when it installs, before anything is built.
import { existsSync } from 'node:fs';

const main = new URL('../dist/cli/main.js', import.meta.url);
if (existsSync(main)) await import(main.href);
else {
  process.stderr.write('tallystick-sequencer is not built yet: run `npm run build` first\n');
  process.exitCode = 1;
}
