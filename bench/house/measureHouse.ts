import { join } from 'node:path';
import { findArrowsUp, findRoomsWithoutRow } from './arrowsUp.js';
import { type Declaration, keyOf, readDeclarations } from './declarations.js';
import { exportedNames, readDoors } from './exportedNames.js';
import { fileDeclaring, filesOpened } from './filesOpened.js';
import { type BundleSize, measureBundle } from './measureBundle.js';
import { namesUsedOutside } from './namesUsedOutside.js';
import { measurePackageSizes, type PackageSize } from './packageSizes.js';
import { findRings } from './rings.js';
import { type HousePackage, house } from './rooms.js';
import { readSourceGraph, type SourceGraph } from './sourceGraph.js';

export type PackageFigures = {
  files: number;
  medianLines: number;
  p90Lines: number;
  /** `chain – escape`, and the imports that close the ring. */
  rings: { members: string; back: string[] }[];
  /** How many arrows between folders keep the rings closed. */
  arrowsBack: number;
  /** Imports that the table of rooms doesn't allow, by `room -> room`. */
  arrowsUp: Record<string, string[]>;
  roomsWithoutRow: string[];
};

export type HouseFigures = {
  packages: Record<keyof typeof house, PackageFigures>;
  /** Files opened over, the file itself counted; left out where nothing of that name is declared in one place. */
  opened: Record<string, { atRunTime: number; withTypes: number }>;
  /**
   * Names that all doors of prover export together, those that anybody outside imports, and with them those that the signatures of these
   * mention. The last is missing in figures of earlier trees.
   */
  exports: { names: number; usedOutside: number; neededOutside?: number; rootNames: number };
  /** Bytes, by door. */
  bundles: Record<string, BundleSize | { problem: string }>;
  /** What each package weighs; only where that was asked for. */
  sizes?: PackageSize[];
};

export type MeasureHouseParameters = {
  /** The repository's root. */
  root: string;
  /** Also packs and installs each package, which takes minutes. */
  withSizes?: boolean;
};

const JOURNEYS = ['createGateway', 'createPayingFetch', 'verifyReceipt'];
/** The doors that a browser opens. */
const BROWSER_DOORS = ['core', 'consumer', 'verify'];
/** Where somebody who isn't prover imports from it. */
const OUTSIDE = ['README.md', 'docs', 'test', 'examples', 'bench', 'circuits', 'verifier-contracts', 'sequencer'];

/** Measures the sources of a repository that is built. */
export async function measureHouse({ root, withSizes = false }: MeasureHouseParameters): Promise<HouseFigures> {
  const graphs = {
    prover: readSourceGraph(join(root, 'prover/src')),
    sequencer: readSourceGraph(join(root, 'sequencer/src')),
  };
  const { prover } = graphs;
  const doors = readDoors(join(root, 'prover'));

  const opened: HouseFigures['opened'] = {};
  const starts = JOURNEYS.map((name) => [name, fileDeclaring(prover, name)] as const);
  for (const [name, file] of [...starts, ['verify', doors.get('/verify')] as const]) {
    if (file === undefined) continue;
    const { atRunTime, withTypes } = filesOpened(prover, file);
    opened[name] = { atRunTime: atRunTime.length, withTypes: withTypes.length };
  }

  const declaredNames = [...doors.values()].flatMap((file) =>
    [...exportedNames(prover, file)].map((name) => ({ file, name })),
  );
  const names = new Set(declaredNames.map(({ name }) => name));
  const used = namesUsedOutside({
    root,
    packageName: house.prover.name,
    places: [...OUTSIDE, 'prover/README.md'],
  });
  const rootDoor = doors.get('');

  const bundles: HouseFigures['bundles'] = {};
  for (const door of BROWSER_DOORS) {
    const file = doors.get(`/${door}`);
    if (file !== undefined) bundles[door] = await measureBundle(join(root, 'prover/src', file));
  }

  return {
    packages: {
      prover: measurePackage(graphs.prover, house.prover),
      sequencer: measurePackage(graphs.sequencer, house.sequencer),
    },
    opened,
    exports: {
      names: names.size,
      usedOutside: [...used].filter((name) => names.has(name)).length,
      neededOutside: countNeeded(join(root, 'prover/dist'), declaredNames, used),
      rootNames: rootDoor === undefined ? 0 : exportedNames(prover, rootDoor).size,
    },
    bundles,
    ...(withSizes ? { sizes: await measurePackageSizes({ root }) } : {}),
  };
}

/** How many names of the doors are used, or mentioned in the signature of one that is; the signatures are those of the build. */
function countNeeded(dist: string, exports: readonly Declaration[], used: ReadonlySet<string>): number {
  const declarations = readDeclarations();
  const found = exports.flatMap(({ file, name }) => {
    const declaration = declarations.find(join(dist, file.replace(/\.ts$/, '.d.ts')), name);
    return declaration === undefined ? [] : [{ name, declaration }];
  });
  const starts = found.filter(({ name }) => used.has(name)).map(({ declaration }) => declaration);
  const needed = declarations.reachedFrom(starts);
  return new Set(found.filter(({ declaration }) => needed.has(keyOf(declaration))).map(({ name }) => name)).size;
}

function measurePackage(graph: SourceGraph, { rooms }: HousePackage): PackageFigures {
  const rings = findRings(graph);
  const lines = [...graph.values()].map((file) => file.lines).sort((a, b) => a - b);
  const describe = ({ from, to }: { from: string; to: string }) => `${from} -> ${to}`;
  return {
    files: graph.size,
    medianLines: percentile(lines, 50),
    p90Lines: percentile(lines, 90),
    rings: rings.map(({ members, back }) => ({
      members: members.join(' – '),
      back: back.flatMap(({ imports }) => imports.map(describe)),
    })),
    arrowsBack: rings.reduce((total, { back }) => total + back.length, 0),
    arrowsUp: Object.fromEntries(
      findArrowsUp(graph, rooms).map((arrow) => [describe(arrow), arrow.imports.map(describe)]),
    ),
    roomsWithoutRow: findRoomsWithoutRow(graph, rooms),
  };
}

/** The value that so many in a hundred don't exceed: nearest rank. */
function percentile(sorted: readonly number[], percent: number): number {
  return sorted[Math.max(0, Math.ceil((sorted.length * percent) / 100) - 1)] ?? 0;
}
