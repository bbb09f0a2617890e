import type { SourceGraph } from './sourceGraph.js';

/** For tests: files of a line, and the files that each imports at run time. */
export function madeUpTree(files: Record<string, string[]>): SourceGraph {
  return new Map(
    Object.entries(files).map(([name, imports]) => [
      name,
      { lines: 1, exports: [], imports: imports.map((to) => ({ to, isType: false })) },
    ]),
  );
}
