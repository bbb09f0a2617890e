import type { SourceGraph } from './sourceGraph.js';

export type OpenedFiles = {
  /** Loaded with it at run time. */
  atRunTime: string[];
  /** With those that only types lead to: what has to be read to understand it. */
  withTypes: string[];
};

/** The files that an import of `start` opens, itself among them, in the order of their paths. */
export function filesOpened(graph: SourceGraph, start: string): OpenedFiles {
  return { atRunTime: reachedFrom(graph, start, false), withTypes: reachedFrom(graph, start, true) };
}

function reachedFrom(graph: SourceGraph, start: string, withTypes: boolean): string[] {
  const reached = new Set([start]);
  // A set gives what is added while it is gone through, too.
  for (const file of reached) {
    for (const { to, isType } of graph.get(file)?.imports ?? []) if (withTypes || !isType) reached.add(to);
  }
  return [...reached].sort();
}

/** The file that declares what is exported by this name; none where none does, or several. */
export function fileDeclaring(graph: SourceGraph, name: string): string | undefined {
  const files = [...graph].filter(([, file]) =>
    file.exports.some((one) => one.name === name && one.from === undefined),
  );
  return files.length === 1 ? files[0]?.[0] : undefined;
}
