import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { parseModule } from './parseModule.js';

const CODE = /\.(ts|mts|mjs|js)$/;
const LEFT_OUT = /(^|[\\/])(node_modules|dist|generated|out|cache)([\\/]|$)/;
/** A block of TypeScript or JavaScript in a page of Markdown, with what is written after the language. */
const SNIPPET = /^```(?:ts|typescript|js|javascript|mjs)\b[^\n]*\n([\s\S]*?)^```/gm;

export type NamesUsedOutsideParameters = {
  /** The repository's root. */
  root: string;
  /** Package whose names are looked for, with all its subpaths. */
  packageName: string;
  /** Files and folders, from the root. */
  places: readonly string[];
};

/**
 * Names that somebody imports from a package: in TypeScript and JavaScript, and in the snippets of Markdown pages.
 *
 * @throws Error that names the file, when one that mentions the package can't be read as a module, or imports all of it as one object
 */
export function namesUsedOutside({ root, packageName, places }: NamesUsedOutsideParameters): Set<string> {
  const used = new Set<string>();
  const read = (file: string, text: string): void => {
    if (!text.includes(packageName)) return;
    for (const { specifier, names } of parseModule(file, text).imports) {
      if (specifier !== packageName && !specifier.startsWith(`${packageName}/`)) continue;
      for (const name of names) {
        // Which of them are used then takes more than the imports to see.
        if (name === '*') throw new Error(`${file}: import of all of ${specifier}, expected its names`);
        used.add(name);
      }
    }
  };
  for (const file of places.flatMap((place) => filesAt(root, place))) {
    const text = readFileSync(join(root, file), 'utf8');
    if (CODE.test(file)) read(file, text);
    else for (const [, snippet] of text.matchAll(SNIPPET)) read(`${file}.ts`, snippet ?? '');
  }
  return used;
}

function filesAt(root: string, place: string): string[] {
  const at = join(root, place);
  if (!existsSync(at)) return [];
  if (statSync(at).isFile()) return [place];
  return readdirSync(at, { recursive: true, encoding: 'utf8' })
    .map((name) => join(place, name))
    .filter((name) => (CODE.test(name) || name.endsWith('.md')) && !LEFT_OUT.test(name));
}
