import { type HousePackage, importableRooms, roomOf } from './rooms.js';
import type { SourceGraph } from './sourceGraph.js';

export type LintOverride = {
  includes: string[];
  linter: {
    rules: {
      style: {
        noRestrictedImports: {
          level: 'error';
          options: { patterns: { group: string[]; message: string }[] };
        };
      };
    };
  };
};

/**
 * Biome's overrides that hold a package to its rows of the table: one for all its files, then one for each room and each depth of folders
 * in it, since the linter matches an import as it is written (`../../core/field.js`). A later override takes the place of an earlier one,
 * so each names the packages that none may import, too. Tests may import any room.
 */
export function lintOverridesOf({ folder, forbidden, rooms }: HousePackage, graph: SourceGraph): LintOverride[] {
  const { packages, folders, reason } = forbidden;
  const source = `${folder}/src`;
  const overrides = [overrideOf([`${source}/**`], [{ group: [...packages, ...folders], message: reason }])];
  const foreign = packages.length === 0 ? [] : [{ group: [...packages], message: reason }];
  const isFile = (room: string): boolean => graph.has(`${room}.ts`);
  for (const room of Object.keys(rooms)) {
    const allowed = importableRooms(rooms, room);
    const message = `${room} may import ${allowed.length === 0 ? 'no other room' : allowed.join(', ')}: bench/house/rooms.ts`;
    const inside = (up: string) => allowed.map((other) => (isFile(other) ? `!${up}${other}.js` : `!${up}${other}/**`));
    if (isFile(room)) {
      const group = ['../**', './**', ...inside('./')];
      overrides.push(overrideOf([`${source}/${room}.ts`], [...foreign, { group, message }]));
      continue;
    }
    for (let depth = 1; depth <= deepest(graph, room); depth++) {
      const up = '../'.repeat(depth);
      const files = `${source}/${room}${'/*'.repeat(depth)}.ts`;
      overrides.push(
        overrideOf([files, '!**/*.test.ts'], [...foreign, { group: [`${up}**`, ...inside(up)], message }]),
      );
    }
  }
  return overrides;
}

/** How many folders deep the files of a room lie, the room's own folder counted. */
function deepest(graph: SourceGraph, room: string): number {
  const depths = [...graph.keys()].filter((file) => roomOf(file) === room).map((file) => file.split('/').length - 1);
  return Math.max(0, ...depths);
}

function overrideOf(includes: string[], patterns: { group: string[]; message: string }[]): LintOverride {
  return { includes, linter: { rules: { style: { noRestrictedImports: { level: 'error', options: { patterns } } } } } };
}
