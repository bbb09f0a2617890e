import { expect, test } from 'vitest';
import { describeFaults, formatHouse } from './formatHouse.js';
import type { HouseFigures, PackageFigures } from './measureHouse.js';

const quiet: PackageFigures = {
  files: 203,
  medianLines: 42,
  p90Lines: 133,
  rings: [],
  arrowsBack: 0,
  arrowsUp: {},
  roomsWithoutRow: [],
};
const figures: HouseFigures = {
  packages: { prover: { ...quiet, files: 334 }, sequencer: quiet },
  opened: { createGateway: { atRunTime: 40, withTypes: 47 } },
  exports: { names: 483, rootNames: 200, usedOutside: 181, neededOutside: 355 },
  sizes: [{ name: '@tallystick/prover', unpackedBytes: 1_234_567, fileCount: 800, installBytes: 165_000_000 }],
  bundles: { verify: { minified: 538_986, gzipped: 132_651 }, core: { problem: 'Could not resolve "node:fs"' } },
};

test('default: a table of two columns', () => {
  const lines = formatHouse(figures).split('\n');
  expect(new Set(lines.map((line) => line.length)).size).toBe(1);
  expect(lines.map((line) => line.replace(/ +/g, ' '))).toEqual(
    expect.arrayContaining([
      '| prover: files | 334 |',
      '| files opened over by createGateway, with types (at run time) | 47 (40) |',
      '| names that anybody outside uses | 181 |',
      '| names needed outside: used, or in the signature of one used | 355 |',
      '| @tallystick/prover: unpacked (files), installed | 1.2 (800), 165.0 MB |',
      '| bundle of verify, minified (gzipped) | 539 (133) kB |',
      '| bundle of core, minified (gzipped) | none: Could not resolve "node:fs" |',
    ]),
  );
});

test('behavior: beside earlier figures, what one of them has not is a dash', () => {
  const before: HouseFigures = {
    ...figures,
    packages: { ...figures.packages, prover: { ...quiet, files: 619, roomsWithoutRow: ['account'] } },
    exports: { names: 483, rootNames: 200, usedOutside: 181 },
    bundles: {},
    sizes: [],
  };
  const lines = formatHouse(figures, before)
    .split('\n')
    .map((line) => line.replace(/ +/g, ' '));
  expect(lines[0]).toBe('| | before | after |');
  expect(lines).toContain('| prover: files | 619 | 334 |');
  expect(lines).toContain('| prover: arrows against the table | – | 0 |');
  expect(lines).toContain('| names needed outside: used, or in the signature of one used | – | 355 |');
  expect(lines).toContain('| bundle of verify, minified (gzipped) | – | 539 (133) kB |');
});

test('default: nothing is wrong with a house of rooms, rings none and arrows none', () => {
  expect(describeFaults(figures)).toEqual([]);
});

test('behavior: rings, arrows against the table and folders without a row are named with their imports', () => {
  const prover: PackageFigures = {
    ...quiet,
    rings: [{ members: 'chain – escape', back: ['chain/read.ts -> escape/recover.ts'] }],
    arrowsUp: { 'core -> cli': ['core/a.ts -> cli/b.ts'] },
    roomsWithoutRow: ['market'],
  };
  expect(describeFaults({ ...figures, packages: { ...figures.packages, prover } })).toEqual([
    'prover: ring chain – escape, closed by',
    '  chain/read.ts -> escape/recover.ts',
    'prover: core -> cli is not in the table of rooms',
    '  core/a.ts -> cli/b.ts',
    'prover: market has no row in the table of rooms',
  ]);
});
