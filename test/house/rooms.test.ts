import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { findArrowsUp, findRoomsWithoutRow } from '../../bench/house/arrowsUp.js';
import { LINT_CONFIG_FILE, lintConfigOf } from '../../bench/house/lintConfigOf.js';
import { findRings } from '../../bench/house/rings.js';
import { type HousePackage, house } from '../../bench/house/rooms.js';
import { readSourceGraph } from '../../bench/house/sourceGraph.js';

const root = fileURLToPath(new URL('../../', import.meta.url));
const readJson = (file: string) => JSON.parse(readFileSync(join(root, file), 'utf8'));

test.each(Object.values(house))(
  'default: the folders of $name form no ring, and no import runs against the table',
  (housePackage: HousePackage) => {
    const { folder, rooms } = housePackage;
    const graph = readSourceGraph(join(root, folder, 'src'));
    expect(findRings(graph)).toEqual([]);
    expect(findArrowsUp(graph, rooms)).toEqual([]);
    expect(findRoomsWithoutRow(graph, rooms)).toEqual([]);
    const found = new Set([...graph.keys()].map((file) => file.replace(/\.ts$|\/.*/, '')));
    expect(Object.keys(rooms).filter((room) => !found.has(room))).toEqual([]);
  },
);

test('behavior: the linter holds what the table says; `npm run house -- --write-lint` renews it', () => {
  expect(readJson(LINT_CONFIG_FILE)).toEqual(lintConfigOf(root));
  const { extends: extended, overrides } = readJson('biome.json');
  expect(extended).toContain(`./${LINT_CONFIG_FILE}`);
  // A later override of the same rule would take the place of the table's.
  type Override = { includes: string[]; linter?: { rules?: { style?: { noRestrictedImports?: unknown } } } };
  const replacing = overrides.filter(
    ({ includes, linter }: Override) =>
      linter?.rules?.style?.noRestrictedImports !== undefined &&
      includes.some((pattern) => /^(prover|sequencer)\/src/.test(pattern)),
  );
  expect(replacing).toEqual([]);
});
