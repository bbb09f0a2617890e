import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { SourceGraph } from './sourceGraph.js';

/** Condition under which a package's `exports` name the TypeScript source of a door. */
const SOURCE_CONDITION = 'tallystick:source';

/** The doors of a package: what is written behind its name (`''`, `/core`), and the source in its graph (`core/index.ts`). */
export function readDoors(packageFolder: string): Map<string, string> {
  const text = readFileSync(join(packageFolder, 'package.json'), 'utf8');
  const { exports } = JSON.parse(text) as { exports: Record<string, string | Record<string, string>> };
  const doors = new Map<string, string>();
  for (const [subpath, target] of Object.entries(exports)) {
    const source = typeof target === 'string' ? undefined : target[SOURCE_CONDITION];
    if (source?.startsWith('./src/')) doors.set(subpath.slice(1), source.slice('./src/'.length));
  }
  return doors;
}

/**
 * The names that a file exports, with those that it passes on from everything of another.
 *
 * @throws Error that names the file, when the graph has none of that name
 */
export function exportedNames(graph: SourceGraph, file: string): Set<string> {
  const names = new Set<string>();
  const passedOn = new Set([file]);
  for (const at of passedOn) {
    const source = graph.get(at);
    if (source === undefined) throw new Error(`${at}: not in the graph`);
    for (const { name, from } of source.exports) {
      if (name !== '*') names.add(name);
      else if (from?.specifier.startsWith('.')) {
        passedOn.add(join(dirname(at), from.specifier).replace(/\.js$/, '.ts'));
      }
    }
  }
  return names;
}
