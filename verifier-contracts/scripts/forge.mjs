#!/usr/bin/env node
// Runs forge of @foundry-rs/forge in this package's folder: `node scripts/forge.mjs test`.
import { spawnSync } from 'node:child_process';

import { findForge, forgeEnvironment, root } from './forgeCommand.mjs';

const result = spawnSync(findForge(), process.argv.slice(2), { cwd: root, stdio: 'inherit', env: forgeEnvironment });
if (result.error) throw result.error;
process.exitCode = result.status ?? 1;
