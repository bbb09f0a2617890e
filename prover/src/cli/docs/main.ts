import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { renderReference } from './renderReference.js';

// From prover/dist/cli/docs/ to the repository's docs/.
const target = fileURLToPath(new URL('../../../../docs/cli.md', import.meta.url));
writeFileSync(target, renderReference());
