import { readText } from './repository.js';

/** The page of a path from the repository's root, from where the link stands; undefined where there is none. */
export type UrlOf = (path: string) => string | undefined;

/** Gives each line of a source page's code an anchor: `#L12` is line 12. */
export function anchorLines(html: string): string {
  return html.replace(
    /(<pre><code class="[^"]*">)([\s\S]*?)\s*(<\/code>)/,
    (_all, open: string, code: string, close: string) => {
      const lines = code.split(/<br\/>|\n/).map((line, index) => `<span id="L${index + 1}">${line}</span>`);
      return `${open}${lines.join('\n')}\n${close}`;
    },
  );
}

/** Leads the links of declarations to the pages of their files; where there is none, the place is named and not linked. */
export function resolveSourceLinks(html: string, urlOf: UrlOf): string {
  return html.replace(
    /<a href="source:([^"#]+)(#L\d+)"[^>]*>([\s\S]*?)<\/a>/g,
    (_all, path: string, line: string, text: string) => {
      const url = urlOf(path);
      return url === undefined ? text : `<a href="${url}${line}">${text}</a>`;
    },
  );
}

const anchorOf = (code: string) => code.replace('/', '-');

/** Gives each row of the errors' page its anchor. */
export function anchorErrors(html: string): string {
  return html.replace(
    /<td>(<code>([a-z0-9-]+\/[a-z0-9-]+)<\/code><\/td>)/g,
    (_all, rest: string, code: string) => `<td id="${anchorOf(code)}">${rest}`,
  );
}

/** Leads the links of `linkErrors` to the errors' page. */
export function resolveErrorLinks(html: string, errorsPage: string): string {
  return html.replace(/href="error:([a-z0-9/-]+)"/g, (_all, code: string) => `href="${errorsPage}#${anchorOf(code)}"`);
}

/** Links to the first page name its file, as there is no server that knows what a folder stands for. */
export function nameFirstPage(html: string): string {
  return html.replace(
    /href="((?:\.\.?\/)+)(#[^"]*)?"/g,
    (_all, folder: string, anchor = '') => `href="${folder}index.html${anchor}"`,
  );
}

const { repository } = JSON.parse(readText('prover/package.json')) as { repository: { url: string } };
const REPOSITORY = repository.url.replace(/^git\+/, '').replace(/\.git$/, '');

/** Leads links to the repository, as the packages' READMEs have them, to the pages of the site. */
export function resolveRepositoryLinks(html: string, urlOf: UrlOf): string {
  const link = new RegExp(`href="${REPOSITORY}(?:/(?:blob|tree)/main/([^"#]*))?(?:#([^"]*))?"`, 'g');
  return html.replace(link, (all, path = '', anchor = '') => {
    const url = urlOf(path) ?? urlOf(path === '' ? 'README.md' : `${path}/README.md`);
    if (url === undefined) return all;
    return `href="${url}${anchor === '' || anchor === 'readme' ? '' : `#${anchor}`}"`;
  });
}
