import type { PackedPackage } from '../../../bench/house/packPackages.js';
import type { Manifest } from '../../packages/readPackages.js';

/** A way into a package. */
export type Door = {
  /** What an outsider writes to get in. */
  specifier: string;
  /** True for code, false for a file that is only there to be read. */
  isModule: boolean;
  /** True for a module that is a command: it runs when it is imported. */
  isCommand: boolean;
};

/** All that a package exports: a pattern as each of the packed files that it stands for. */
export function doorsOf({ name, exports }: Manifest, packed: PackedPackage[]): Door[] {
  const files = packed.find((one) => one.name === name)?.files ?? [];
  return Object.entries(exports).flatMap(([subpath, target]) => {
    const kind = { isModule: typeof target === 'object', isCommand: subpath === './cli' };
    if (!subpath.endsWith('/*')) return [{ specifier: name + subpath.slice(1), ...kind }];
    const folder = subpath.slice(2, -1);
    return files.filter((path) => path.startsWith(folder)).map((path) => ({ specifier: `${name}/${path}`, ...kind }));
  });
}
