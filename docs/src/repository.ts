import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** The repository's folder, as this file lies in docs/src and in docs/dist. */
export const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** A file of the repository by its path from the root. */
export function readText(path: string): string {
  return readFileSync(ROOT + path, 'utf8');
}
