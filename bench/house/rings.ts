import type { SourceGraph } from './sourceGraph.js';

/** Files that import files, between two folders of a ring. */
export type FolderArrow = { from: string; to: string; imports: { from: string; to: string }[] };

export type Ring = {
  /** The folders and loose files that reach each other, by their path from the graph's folder. */
  members: string[];
  /** As few arrows as open the ring; among equals, those of the fewest imports. */
  back: FolderArrow[];
};

/**
 * Rings of folders. At each level, a subfolder counts as one with all that lies in it, and a file as itself; siblings that reach each other
 * over imports, those of types included, are a ring. So a door, `index.ts`, that passes on what lies in the subfolders beside it is none,
 * nor are subfolders that share a file beside them; a file that uses a subfolder which uses that file is one. Rings of files alone are left
 * to the linter's rule on import cycles.
 *
 * @throws Error that names the members of a ring of more than 18
 */
export function findRings(graph: SourceGraph): Ring[] {
  const folders = new Set(['']);
  for (const file of graph.keys()) {
    for (let at = file.lastIndexOf('/'); at > 0; at = file.lastIndexOf('/', at - 1)) folders.add(file.slice(0, at));
  }
  return [...folders].sort().flatMap((folder) => ringsAmong(arrowsWithin(graph, folder)));
}

/** The arrows between the members of a folder, by `from` and then by `to`. */
type Arrows = Map<string, Map<string, FolderArrow>>;

function arrowsWithin(graph: SourceGraph, folder: string): Arrows {
  const start = folder === '' ? 0 : folder.length + 1;
  const memberOf = (file: string): string | undefined => {
    if (folder !== '' && !file.startsWith(`${folder}/`)) return;
    const end = file.indexOf('/', start);
    return end < 0 ? file : file.slice(0, end);
  };
  const arrows: Arrows = new Map();
  for (const [file, { imports }] of graph) {
    const from = memberOf(file);
    if (from === undefined) continue;
    for (const target of new Set(imports.map(({ to }) => to))) {
      const to = memberOf(target);
      if (to === undefined || to === from) continue;
      const outgoing = arrows.get(from) ?? new Map<string, FolderArrow>();
      const arrow = outgoing.get(to) ?? { from, to, imports: [] };
      arrow.imports.push({ from: file, to: target });
      arrows.set(from, outgoing.set(to, arrow));
    }
  }
  return arrows;
}

function ringsAmong(arrows: Arrows): Ring[] {
  const reached = new Map([...arrows.keys()].map((member) => [member, reachedFrom(member, arrows)]));
  const rings: Ring[] = [];
  const seen = new Set<string>();
  for (const [member, members] of reached) {
    if (seen.has(member) || !members.has(member)) continue;
    const ring = [...members].filter((other) => reached.get(other)?.has(member)).sort();
    for (const other of ring) seen.add(other);
    const isOfFilesAlone = ring.every((other) => other.endsWith('.ts') || other.endsWith('.tsx'));
    if (!isOfFilesAlone) rings.push({ members: ring, back: arrowsToCut(ring, arrows) });
  }
  return rings;
}

/** Everything that a member reaches over arrows; itself only where a way leads back. */
function reachedFrom(member: string, arrows: Arrows): Set<string> {
  const reached = new Set<string>();
  const waiting = [member];
  for (let at = waiting.pop(); at !== undefined; at = waiting.pop()) {
    for (const to of arrows.get(at)?.keys() ?? []) {
      if (reached.has(to)) continue;
      reached.add(to);
      waiting.push(to);
    }
  }
  return reached;
}

/** All 2 ** 18 sets of members are gone through in a second. */
const MOST_MEMBERS = 18;
/** An arrow more weighs more than all imports of a package. */
const ARROW_COST = 1_000_000;

/**
 * The cheapest arrows without which the members can be put in an order where each uses only earlier ones: the cheapest order of each set
 * ends with one of its members, after the cheapest order of the others. (Held and Karp's way to the travelling salesman.)
 */
function arrowsToCut(members: string[], arrows: Arrows): FolderArrow[] {
  if (members.length > MOST_MEMBERS) {
    throw new Error(`ring of ${members.length} folders, expected at most ${MOST_MEMBERS}: ${members.join(', ')}`);
  }
  const between = members.map((from) => members.map((to) => arrows.get(from)?.get(to)));
  const costOf = (arrow: FolderArrow | undefined): number =>
    arrow === undefined ? 0 : ARROW_COST + arrow.imports.length;
  const sets = 2 ** members.length;
  const cost = new Float64Array(sets).fill(Number.POSITIVE_INFINITY);
  const last = new Int8Array(sets);
  cost[0] = 0;
  for (let set = 1; set < sets; set++) {
    for (let member = 0; member < members.length; member++) {
      if ((set & (1 << member)) === 0) continue;
      const others = set & ~(1 << member);
      // It stands above the others, so every arrow from one of them to it runs back up.
      let given = cost[others] as number;
      for (let other = 0; other < members.length; other++) {
        if (others & (1 << other)) given += costOf(between[other]?.[member]);
      }
      if (given >= (cost[set] as number)) continue;
      cost[set] = given;
      last[set] = member;
    }
  }
  const cut: FolderArrow[] = [];
  for (let set = sets - 1; set > 0; ) {
    const member = last[set] as number;
    set &= ~(1 << member);
    for (let other = 0; other < members.length; other++) {
      const arrow = between[other]?.[member];
      if (set & (1 << other) && arrow !== undefined) cut.push(arrow);
    }
  }
  return cut.sort((a, b) => a.from.localeCompare(b.from) || a.to.localeCompare(b.to));
}
