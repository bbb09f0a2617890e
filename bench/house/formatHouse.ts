import type { HouseFigures } from './measureHouse.js';

type Cells = Map<string, string>;

/** The figures as a table of Markdown, beside those of an earlier tree where given. */
export function formatHouse(figures: HouseFigures, before?: HouseFigures): string {
  const now = cellsOf(figures);
  const columns = before === undefined ? [now] : [cellsOf(before), now];
  const labels = [...new Set([now, ...columns].flatMap((cells) => [...cells.keys()]))];
  const header = before === undefined ? ['', 'now'] : ['', 'before', 'after'];
  const rows = labels.map((label) => [label, ...columns.map((cells) => cells.get(label) ?? '–')]);
  const widths = header.map((_, at) => Math.max(3, ...[header, ...rows].map((row) => (row[at] ?? '').length)));
  const lineOf = (row: string[]) =>
    `| ${row.map((cell, at) => (at === 0 ? cell.padEnd(widths[at] ?? 0) : cell.padStart(widths[at] ?? 0))).join(' | ')} |`;
  const rule = `| ${widths.map((width, at) => (at === 0 ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`)).join(' | ')} |`;
  return [lineOf(header), rule, ...rows.map(lineOf)].join('\n');
}

/** What is wrong with a tree, a line each; nothing where every room stands. */
export function describeFaults({ packages }: HouseFigures): string[] {
  return Object.entries(packages).flatMap(([name, { rings, arrowsUp, roomsWithoutRow }]) => [
    ...rings.flatMap(({ members, back }) => [`${name}: ring ${members}, closed by`, ...back.map((one) => `  ${one}`)]),
    ...Object.entries(arrowsUp).flatMap(([arrow, imports]) => [
      `${name}: ${arrow} is not in the table of rooms`,
      ...imports.map((one) => `  ${one}`),
    ]),
    ...roomsWithoutRow.map((room) => `${name}: ${room} has no row in the table of rooms`),
  ]);
}

function cellsOf({ packages, opened, exports, bundles, sizes = [] }: HouseFigures): Cells {
  const cells: Cells = new Map();
  for (const [name, { files, medianLines, p90Lines, rings, arrowsBack, arrowsUp, roomsWithoutRow }] of Object.entries(
    packages,
  )) {
    cells.set(`${name}: files`, `${files}`);
    cells.set(`${name}: lines, median`, `${medianLines}`);
    cells.set(`${name}: lines, 90th percentile`, `${p90Lines}`);
    cells.set(`${name}: rings of folders`, `${rings.length}`);
    cells.set(`${name}: arrows that run back`, `${arrowsBack}`);
    // Where rooms have no row, nothing is said of their imports.
    const known = roomsWithoutRow.length === 0;
    cells.set(`${name}: arrows against the table`, known ? `${Object.keys(arrowsUp).length}` : '–');
    cells.set(`${name}: rooms without a row`, `${roomsWithoutRow.length}`);
  }
  for (const [name, { atRunTime, withTypes }] of Object.entries(opened)) {
    cells.set(`files opened over by ${name}, with types (at run time)`, `${withTypes} (${atRunTime})`);
  }
  cells.set('names exported by prover, all doors', `${exports.names}`);
  cells.set('names exported by its root', `${exports.rootNames}`);
  cells.set('names that anybody outside uses', `${exports.usedOutside}`);
  if (exports.neededOutside !== undefined) {
    cells.set('names needed outside: used, or in the signature of one used', `${exports.neededOutside}`);
  }
  for (const [door, size] of Object.entries(bundles)) {
    const text = 'problem' in size ? `none: ${size.problem}` : `${toKb(size.minified)} (${toKb(size.gzipped)}) kB`;
    cells.set(`bundle of ${door}, minified (gzipped)`, text);
  }
  for (const { name, unpackedBytes, installBytes, fileCount } of sizes) {
    cells.set(
      `${name}: unpacked (files), installed`,
      `${toMb(unpackedBytes)} (${fileCount}), ${toMb(installBytes)} MB`,
    );
  }
  return cells;
}

const toMb = (bytes: number): string => (bytes / 1_000_000).toFixed(1);
const toKb = (bytes: number): string => (bytes / 1000).toFixed(0);
