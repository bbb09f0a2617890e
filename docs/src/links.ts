import { existsSync, readdirSync } from 'node:fs';
import { posix } from 'node:path';
import { ROOT, readText } from './repository.js';

const skipped = new Set(['node_modules', 'dist', 'site', 'out', 'cache', 'target', '.git', '.cache']);

/** Every Markdown file of the repository, by its path from the root. */
export function findMarkdown(folder = ''): string[] {
  return readdirSync(ROOT + folder, { withFileTypes: true }).flatMap((entry) => {
    const path = posix.join(folder, entry.name);
    if (entry.isDirectory()) return skipped.has(entry.name) ? [] : findMarkdown(path);
    return entry.name.endsWith('.md') ? [path] : [];
  });
}

const withoutFences = (text: string) => text.replace(/^(`{3,})[\s\S]*?^\1/gm, '');

/** What the text links, apart from its code. */
export function linksOf(text: string): string[] {
  const prose = withoutFences(text).replace(/(`+)[^`]*\1/g, 'code');
  return [...prose.matchAll(/\]\(([^)\s]+)\)/g)].map(([, target = '']) => target);
}

/** Paths that the text names in backticks: of files and of folders, which end in a slash. */
export function pathsOf(text: string): string[] {
  return [...withoutFences(text).matchAll(/`([\w.@-]+(?:\/[\w.@-]+)+\/?|[\w-]+\/)`/g)].map(([, path = '']) => path);
}

/** The anchors of a text's headings, as repositories are shown: lower case, hyphens for spaces, no punctuation. */
export function anchorsOf(text: string): Set<string> {
  const anchors = new Set<string>();
  for (const [, heading = ''] of withoutFences(text).matchAll(/^#{1,6} (.+)$/gm)) {
    const plain = heading
      .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
      .trim()
      .toLowerCase();
    const slug = plain.replace(/[^\p{L}\p{N}_ -]/gu, '').replaceAll(' ', '-');
    let anchor = slug;
    for (let count = 1; anchors.has(anchor); count++) anchor = `${slug}-${count}`;
    anchors.add(anchor);
  }
  return anchors;
}

/** Whether a file or folder is there, spelled as it is on disk, also where disks don't tell case. */
function isThere(path: string): boolean {
  if (path === '.' || path === '') return true;
  const { dir, base } = posix.parse(path);
  return existsSync(ROOT + dir) && readdirSync(ROOT + dir).includes(base);
}

/** Paths that a Markdown file names in backticks, from the root, and that aren't there. */
export function missingPathsOf(path: string): string[] {
  return pathsOf(readText(path)).filter((named) => !isThere(named.replace(/\/$/, '')));
}

/** Links of a Markdown file that lead nowhere where the repository is read. */
export function deadLinksOf(path: string): string[] {
  const text = readText(path);
  return linksOf(text).filter((link) => {
    if (/^[a-z]+:/.test(link)) return false;
    const [file = '', anchor] = link.split('#');
    const target = file === '' ? path : posix.join(posix.dirname(path), file).replace(/\/$/, '');
    if (!isThere(target)) return true;
    return anchor !== undefined && target.endsWith('.md') && !anchorsOf(readText(target)).has(anchor);
  });
}
