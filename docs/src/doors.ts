import { readText } from './repository.js';

/** A way into a package: what is imported, and the file that it comes from. */
export interface Door {
  /** As it is imported, such as `@tallystick/prover/core`. */
  name: string;
  /** Its source, from the repository's root. */
  path: string;
}

const packages = ['prover', 'verifier-contracts', 'sequencer'];

interface Manifest {
  name: string;
  exports: Record<string, string | { 'tallystick:source'?: string }>;
}

/** The packages that are installed, as they are imported. */
export function readPackageNames(): string[] {
  return packages.map((folder) => (JSON.parse(readText(`${folder}/package.json`)) as Manifest).name);
}

/** Every door of the packages that are installed, as their `exports` name them. */
export function readDoors(): Door[] {
  return packages.flatMap((folder) => {
    const { name, exports } = JSON.parse(readText(`${folder}/package.json`)) as Manifest;
    return Object.entries(exports).flatMap(([subpath, target]) => {
      const source = typeof target === 'object' ? target['tallystick:source'] : undefined;
      return source === undefined ? [] : [{ name: name + subpath.slice(1), path: folder + source.slice(1) }];
    });
  });
}

/** The doors of rooms, then those that gather from several, such as the root: what both export is described at its room's. */
export function describedFirst(doors: readonly Door[]): Door[] {
  const isRoom = ({ path }: Door) => /\/src\/.+\//.test(path);
  return [...doors.filter(isRoom), ...doors.filter((door) => !isRoom(door))];
}
