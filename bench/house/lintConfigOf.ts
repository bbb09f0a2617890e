import { join } from 'node:path';
import { type LintOverride, lintOverridesOf } from './lintOverrides.js';
import { house } from './rooms.js';
import { readSourceGraph } from './sourceGraph.js';

/** The file with the overrides, which `biome.json` extends; from the repository's root. */
export const LINT_CONFIG_FILE = 'biome.rooms.json';

/** What `biome.rooms.json` holds: the overrides of every package of the house, for the folders that stand under the repository's root. */
export function lintConfigOf(root: string): { overrides: LintOverride[] } {
  return {
    overrides: Object.values(house).flatMap((housePackage) =>
      lintOverridesOf(housePackage, readSourceGraph(join(root, housePackage.folder, 'src'))),
    ),
  };
}
