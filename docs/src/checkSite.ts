import { readdirSync, readFileSync } from 'node:fs';
import { posix } from 'node:path';

interface Reference {
  tag: string;
  url: string;
}

function decode(text: string): string {
  return text.replaceAll('&quot;', '"').replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
}

function referencesOf(html: string): Reference[] {
  return [...html.matchAll(/<([a-z]+)\b[^>]*?\s(?:href|src)="([^"]*)"/g)].map(([, tag = '', url = '']) => ({
    tag,
    url: decode(url),
  }));
}

function anchorsOf(html: string): Set<string> {
  return new Set([...html.matchAll(/\sid="([^"]*)"/g)].map(([, id = '']) => decode(id)));
}

/**
 * What is wrong with a built site: links to files or anchors that aren't there, and anything that a page would load from
 * elsewhere.
 *
 * @returns a sentence for each, none where all is well
 */
export function checkSite(folder: string): string[] {
  const files = new Set(
    readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((path) => path.replaceAll('\\', '/')),
  );
  const pages = [...files].filter((path) => path.endsWith('.html'));
  const texts = new Map(pages.map((path) => [path, readFileSync(`${folder}/${path}`, 'utf8')]));
  const anchors = new Map([...texts].map(([path, html]) => [path, anchorsOf(html)]));

  function problemOf(page: string, { tag, url }: Reference): string | undefined {
    if (/^(https?:)?\/\//.test(url)) return tag === 'a' ? undefined : `${page} loads ${url}`;
    if (/^(mailto|data):/.test(url)) return undefined;
    const [path = '', anchor = ''] = url.split('#').map(decodeURIComponent);
    const target = path === '' ? page : posix.join(posix.dirname(page), path.replace(/\?.*/, ''));
    if (!files.has(target)) return `${page} links ${url}, which isn't there`;
    const known = anchors.get(target);
    return anchor === '' || known === undefined || known.has(anchor)
      ? undefined
      : `${page} links ${url}, but ${target} has no such anchor`;
  }

  const problems = [...texts].flatMap(([page, html]) =>
    referencesOf(html).map((reference) => problemOf(page, reference)),
  );
  return [...new Set(problems.filter((problem) => problem !== undefined))];
}
