// Writes docs/errors.md from the registry of error codes. Run after `tsc -b`.
import { writeFileSync } from 'node:fs';
import { errorsPage } from '../dist/errorsPage.js';

writeFileSync(new URL('../../docs/errors.md', import.meta.url), errorsPage());
