import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { type ModuleExport, parseModule } from './parseModule.js';

export type SourceImport = {
  /** Path from the graph's folder, as the keys of `files`. */
  to: string;
  isType: boolean;
};

export type SourceFile = { lines: number; imports: SourceImport[]; exports: ModuleExport[] };

/** The files of a folder by their path from it (`core/field.ts`), and which of them import which. */
export type SourceGraph = ReadonlyMap<string, SourceFile>;

const SOURCE = /\.tsx?$/;
/** Tests are no part of the house, and generated files change with nobody's hand. */
const LEFT_OUT = /\.test\.tsx?$|\.d\.ts$|(^|\/)(node_modules|dist|generated)\//;

/**
 * Reads a folder of TypeScript sources: every relative import, those of types and those at run time among them. Tests and generated files
 * are left out, and imports of packages.
 *
 * @throws Error that names file and import, when an import leads nowhere
 */
export function readSourceGraph(folder: string): SourceGraph {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => name.split(sep).join('/'))
    .filter((name) => SOURCE.test(name) && !LEFT_OUT.test(name))
    .sort();
  return new Map(names.map((name) => [name, readSource(folder, name)]));
}

function readSource(folder: string, name: string): SourceFile {
  const file = join(folder, name);
  const text = readFileSync(file, 'utf8');
  const { imports, computed, exports } = parseModule(file, text);
  if (computed.length > 0) throw new Error(`${file}: ${computed.join(', ')} in an import() is no plain text`);
  const found = imports.flatMap(({ specifier, isType }): SourceImport[] => {
    if (!specifier.startsWith('.')) return [];
    const target = join(dirname(file), specifier);
    const source = target.replace(/\.js$/, '.ts');
    const to = relative(folder, source).split(sep).join('/');
    if (LEFT_OUT.test(to) || !source.endsWith('.ts')) return [];
    if (!existsSync(source)) throw new Error(`${file}: its import of ${specifier} leads nowhere`);
    return [{ to, isType }];
  });
  return { lines: countLines(text), imports: found, exports };
}

const countLines = (text: string): number => text.split('\n').length - (text.endsWith('\n') ? 1 : 0);
