// Writes docs/errors.md from the tables of errors, as they were built.
import { writeFileSync } from 'node:fs';
import { errorsPage } from './errorsPage.js';
import { findErrorTables } from './findErrorTables.js';

writeFileSync(new URL('../../../docs/errors.md', import.meta.url), errorsPage(await findErrorTables()));
