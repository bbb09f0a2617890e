import type { TypeDocOptions } from 'typedoc';
import { readPackageNames } from './doors.js';

/** What fails the pages: a function, class, interface or method without a docstring, and a link that leads nowhere. */
export const documented = {
  validation: { notExported: true, invalidLink: true, invalidPath: true, rewrittenLink: true, notDocumented: true },
  // By default TypeDoc asks it of the package at the root alone, which has no code.
  packagesRequiringDocumentation: readPackageNames(),
  requiredToBeDocumented: ['Module', 'Class', 'Interface', 'Function', 'Method'],
} satisfies TypeDocOptions;
