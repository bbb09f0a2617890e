// Writes docs/cli.md from the commands themselves. Run after `tsc -b`.
import { writeFileSync } from 'node:fs';
import { renderReference } from '../dist/cli/docs/renderReference.js';

writeFileSync(new URL('../../docs/cli.md', import.meta.url), renderReference());
