// Which of the package's sources some of them need.
import { posix } from 'node:path';

/**
 * @param {string[]} paths Sources of the package.
 * @param {(path: string) => string} read The text of a source by its name.
 * @returns {string[]} They and whatever of the package they import, however far.
 */
export function importsOf(paths, read) {
  const found = new Set();
  const own = '@tallystick/verifier-contracts/';
  const visit = (path) => {
    if (found.has(path)) return;
    found.add(path);
    for (const [, name] of read(path).matchAll(/^import (?:.*? from )?"([^"]+)";/gms)) {
      if (name.startsWith('.')) visit(posix.normalize(posix.join(posix.dirname(path), name)));
      else if (name.startsWith(own)) visit(name.slice(own.length));
      else if (name.startsWith('@tallystick/examples/'))
        visit(`../examples/${name.slice('@tallystick/examples/'.length)}`);
    }
  };
  for (const path of paths) visit(path);
  return [...found].filter((path) => !path.startsWith('../'));
}
