import type { ProjectReflection } from 'typedoc';

/** An error's code, such as `receipt/malformed`. */
const CODE = /\b[a-z]+(?:-[a-z]+)*\/[a-z0-9]+(?:-[a-z0-9]+)*\b/g;

const anchorOf = (code: string) => code.replace('/', '-');

/** Makes a link of each code that a `@throws` names; `resolveErrorLinks` knows where to. */
export function linkErrors(project: ProjectReflection): void {
  for (const { comment } of Object.values(project.reflections)) {
    for (const tag of comment?.getTags('@throws') ?? []) {
      for (const part of tag.content) {
        if (part.kind === 'text') part.text = part.text.replace(CODE, (code) => `[${code}](error:${code})`);
      }
    }
  }
}

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
