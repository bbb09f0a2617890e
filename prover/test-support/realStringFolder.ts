import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const FOLDER = fileURLToPath(new URL('../../../shared/crs', import.meta.url));

/** Folder of 32,769 points of the real reference string beside the repository, if there is one. */
export const realStringFolder: string | undefined = existsSync(`${FOLDER}/bn254_g1.dat`) ? FOLDER : undefined;
