import { existsSync, readdirSync, statSync } from 'node:fs';
import { extname, relative } from 'node:path';
import { DocumentReflection, normalizePath, type ProjectReflection, type Reflection } from 'typedoc';
import { ROOT, readText } from './repository.js';

const languages: Record<string, string> = {
  '.ts': 'ts',
  '.mjs': 'js',
  '.sol': 'solidity',
  // Noir reads like Rust, circom like C++.
  '.nr': 'rust',
  '.circom': 'cpp',
  '.json': 'json',
  '.yml': 'yaml',
  '.toml': 'toml',
  '.service': 'ini',
  '.sh': 'sh',
};

/** What source pages are highlighted in. */
export const sourceLanguages = [...new Set(Object.values(languages))];

/** Pages that show files and folders of the repository. */
export interface SourcePages {
  /** The page of a path from the repository's root. */
  find(path: string): DocumentReflection | undefined;
  has(reflection: Reflection): boolean;
}

/** A file as a fenced block, with a fence longer than any inside. */
function fence(text: string, language: string): string {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([ticks]) => ticks.length));
  const marks = '`'.repeat(longest + 1);
  return `${marks}${language}\n${text.endsWith('\n') ? text : `${text}\n`}${marks}\n`;
}

function describe(path: string): string {
  if (!statSync(ROOT + path).isDirectory()) return fence(readText(path), languages[extname(path)] ?? 'text');
  return readdirSync(ROOT + path)
    .map((name) => `- \`${name}\``)
    .join('\n');
}

/** Files of others are not shown, nor bytecode, which nobody reads. */
function isReadable(path: string): boolean {
  const isForeign = path.startsWith('..') || path.includes('node_modules');
  return !isForeign && !path.startsWith('verifier-contracts/src/generated/') && existsSync(ROOT + path);
}

/** Adds a page that is not a file of its own. */
export function addPage(
  parent: ProjectReflection | DocumentReflection,
  { title, section, text, path }: { title: string; section?: string; text: string; path?: string },
): DocumentReflection {
  const frontmatter = section === undefined ? {} : { category: section };
  const page = new DocumentReflection(title, parent, [{ kind: 'text', text }], frontmatter);
  parent.addChild(page);
  // What links to this path from now on leads here.
  parent.project.registerReflection(page, undefined, path === undefined ? undefined : normalizePath(ROOT + path));
  return page;
}

/**
 * Gives each file that a page links, and each that a documented declaration lies in, a page of its own: links into the
 * repository hold on the site too, and offline.
 */
export function addSourcePages(project: ProjectReflection): SourcePages {
  const paths = new Set<string>();
  for (const path of project.files.getMediaPaths()) paths.add(relative(ROOT, path));
  for (const reflection of Object.values(project.reflections)) {
    if (!reflection.isDeclaration() && !reflection.isSignature()) continue;
    for (const { fileName } of reflection.sources ?? []) paths.add(fileName);
  }
  const parent = addPage(project, {
    title: 'Source files',
    section: 'Inside',
    text: '# Source files\n\nThe files that these pages name, as they are in the repository.\n',
  });
  const found = new Map<string, DocumentReflection>();
  for (const path of [...paths].sort()) {
    if (!isReadable(path)) continue;
    found.set(path, addPage(parent, { title: path, text: `# ${path}\n\n${describe(path)}\n`, path }));
  }
  const all = new Set<Reflection>([parent, ...found.values()]);
  return { find: (path) => found.get(path), has: (reflection) => all.has(reflection) };
}
