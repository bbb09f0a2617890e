import type { ProjectReflection } from 'typedoc';

/** An error's code, such as `receipt/malformed`. */
const CODE = /\b[a-z]+(?:-[a-z]+)*\/[a-z0-9]+(?:-[a-z0-9]+)*\b/g;

/** Makes a link of each code that a `@throws` names; `resolveErrorLinks` of siteLinks.ts knows where to. */
export function linkErrors(project: ProjectReflection): void {
  for (const { comment } of Object.values(project.reflections)) {
    for (const tag of comment?.getTags('@throws') ?? []) {
      for (const part of tag.content) {
        if (part.kind === 'text') part.text = part.text.replace(CODE, (code) => `[${code}](error:${code})`);
      }
    }
  }
}
