import { relative } from 'node:path';
import {
  Application,
  Comment,
  CommentTag,
  Converter,
  type DocumentReflection,
  IndexEvent,
  PageEvent,
  type ProjectReflection,
  Reflection,
  ReflectionKind,
  type TypeDocOptions,
  UnknownType,
} from 'typedoc';
import { checkSite } from './checkSite.js';
import { documented } from './documented.js';
import { describedFirst, readDoors } from './doors.js';
import { linkErrors } from './errorLinks.js';
import { formatHttpApi, type OpenApi } from './httpApi.js';
import { prepareMarkdown } from './markdown.js';
import { HOME, pages, sections } from './pages.js';
import { plumbing } from './plumbing.js';
import { ROOT, readText } from './repository.js';
import {
  anchorErrors,
  anchorLines,
  nameFirstPage,
  resolveErrorLinks,
  resolveRepositoryLinks,
  resolveSourceLinks,
} from './siteLinks.js';
import { addPage, addSourcePages, type SourcePages, sourceLanguages } from './sourcePages.js';

const OPEN_API = 'docs/openapi.json';
const ERRORS = 'docs/errors.md';
const ERROR_TABLES = 'Tables of errors';
const PLUMBING = 'For other packages of the repository';

const options: TypeDocOptions = {
  name: 'Tallystick',
  entryPoints: describedFirst(readDoors()).map(({ path }) => ROOT + path),
  tsconfig: `${ROOT}docs/tsconfig.api.json`,
  basePath: ROOT,
  readme: ROOT + HOME,
  projectDocuments: pages.map(({ path }) => ROOT + path),
  // The compiler checks the types before.
  skipErrorChecking: true,
  disableGit: true,
  sourceLinkTemplate: 'source:{path}#L{line}',
  sortEntryPoints: false,
  sort: ['documents-first', 'kind', 'alphabetical'],
  groupOrder: ['Functions', 'Classes', 'Interfaces', 'Type Aliases', 'Variables', ERROR_TABLES, '*', PLUMBING],
  kindSortOrder: [
    'Document',
    'Module',
    'Function',
    'Class',
    'Interface',
    'TypeAlias',
    'Variable',
    'Namespace',
    'Reference',
  ],
  excludeInternal: true,
  excludePrivate: true,
  excludeExternals: true,
  categorizeByGroup: false,
  categoryOrder: [...sections],
  navigation: { includeCategories: true, includeGroups: false, includeFolders: false },
  headings: { readme: false, document: false },
  includeHierarchySummary: false,
  searchInComments: true,
  searchInDocuments: true,
  // TypeDoc weighs a word in a name ten times: a page that is about it should come before a property that is called so.
  // What is called comes before the fields of what it takes.
  searchGroupBoosts: { Functions: 3, Classes: 2, Properties: 0.5 },
  searchCategoryBoosts: { Use: 6, Operate: 6, 'Look up': 6, Inside: 3 },
  highlightLanguages: [...sourceLanguages, 'bash'],
  ignoredHighlightLanguages: ['mermaid'],
  customCss: `${ROOT}docs/src/site.css`,
  hideGenerator: true,
  githubPages: false,
  markdownItLoader: prepareMarkdown,
  ...documented,
};

const fileOf = (reflection: Reflection): string =>
  relative(ROOT, reflection.project.files.getReflectionPath(reflection) ?? '');

/** The pages by the files of the repository that they are made from. */
function indexPages(project: ProjectReflection): Map<string, Reflection> {
  const documents = Object.values(project.reflections).filter((reflection) => reflection.isDocument());
  return new Map<string, Reflection>([[HOME, project], ...documents.map((page) => [fileOf(page), page] as const)]);
}

/** Names a page by its heading and puts it into its section. */
function placePage(page: DocumentReflection): void {
  const path = fileOf(page);
  const known = pages.find((candidate) => candidate.path === path);
  if (known === undefined) return;
  page.name = known.title ?? /^# (.+)$/m.exec(readText(path))?.[1] ?? path;
  page.frontmatter.category = known.section;
}

/** Names each door as it is imported. */
function nameDoors(project: ProjectReflection): void {
  const doors = readDoors();
  for (const module of project.getChildrenByKind(ReflectionKind.Module)) {
    const path = fileOf(module);
    const door = doors.find((candidate) => candidate.path === path);
    if (door === undefined) continue;
    module.name = door.name;
    module.comment ??= new Comment();
    module.comment.blockTags.push(new CommentTag('@category', [{ kind: 'text', text: 'API' }]));
  }
}

/** A parameter that is taken apart at once has no name of its own. */
function nameParameters(project: ProjectReflection): void {
  for (const parameter of project.getReflectionsByKind(ReflectionKind.Parameter)) {
    if (parameter.name === '__namedParameters') parameter.name = 'parameters';
  }
}

/** Puts what users rarely look for behind what they call: the makers of errors, and what only other packages of the repository call. */
function groupExports(project: ProjectReflection): void {
  const put = (reflection: Reflection, group: string) => {
    reflection.comment ??= new Comment();
    reflection.comment.blockTags.push(new CommentTag('@group', [{ kind: 'text', text: group }]));
  };
  const isPlumbing = new Set(Object.values(plumbing).flat());
  for (const reflection of project.getReflectionsByKind(
    ReflectionKind.Variable | ReflectionKind.Function | ReflectionKind.Class,
  )) {
    if (!reflection.isDeclaration()) continue;
    if (reflection.type?.type === 'reference' && reflection.type.name === 'ErrorMaker') put(reflection, ERROR_TABLES);
    else if (isPlumbing.has(reflection.name)) put(reflection, PLUMBING);
  }
}

/** An option that stands for a function of the platform, `fetch?: typeof fetch`: Node's types give that no name of its own. */
function nameQueries(project: ProjectReflection): void {
  for (const property of project.getReflectionsByKind(ReflectionKind.Property)) {
    if (!property.isDeclaration() || property.type?.type !== 'query') continue;
    const { queryType } = property.type;
    if (queryType.reflection?.name === '__type') property.type = new UnknownType(`typeof ${queryType.name}`);
  }
}

/** The parsers of the sequencer's options, which the table's inferred type has one by one: `ConfigRow` says what a parser does. */
function listRepeatedParsers(project: ProjectReflection): string[] {
  return project
    .getReflectionsByKind(ReflectionKind.Property)
    .filter(({ name, parent }) => name === 'parser' && parent?.parent?.parent?.parent?.name === 'configRows')
    .map((parser) => parser.getFriendlyFullName());
}

/** Pages in the order of their table; the doors come after those of their section. */
function orderPages(project: ProjectReflection): void {
  const places = new Map(pages.map(({ path }, index) => [path, index]));
  const placeOf = (reflection: Reflection) => places.get(fileOf(reflection)) ?? pages.length;
  for (const { children } of project.categories ?? []) children.sort((one, other) => placeOf(one) - placeOf(other));
}

/**
 * Builds the site: the repository's pages, the API as the docstrings tell it, and the sources that both name.
 *
 * @returns how many warnings and errors there were, dead links among them; each has been logged
 */
export async function buildSite(out: string): Promise<{ problems: number }> {
  const app = await Application.bootstrap(options);
  const { converter, renderer, logger } = app;
  let sources: SourcePages | undefined;
  let pageOf = new Map<string, Reflection>();

  converter.on(Converter.EVENT_CREATE_DOCUMENT, (_context, page) => placePage(page));
  converter.on(Converter.EVENT_RESOLVE_BEGIN, ({ project }) => {
    nameDoors(project);
    nameParameters(project);
    nameQueries(project);
    groupExports(project);
    linkErrors(project);
  });
  const beforeSections = 1000;
  converter.on(
    Converter.EVENT_RESOLVE_END,
    ({ project }) => {
      const text = formatHttpApi(JSON.parse(readText(OPEN_API)) as OpenApi);
      addPage(project, { title: 'HTTP API', section: 'Look up', text, path: OPEN_API });
      sources = addSourcePages(project);
      pageOf = indexPages(project);
    },
    beforeSections,
  );
  converter.on(Converter.EVENT_RESOLVE_END, ({ project }) => orderPages(project), -beforeSections);

  renderer.on(PageEvent.END, (page) => {
    const { model, contents = '' } = page;
    const urlOf = (target: Reflection | undefined) =>
      target === undefined ? undefined : renderer.router?.relativeUrl(model, target);
    const errorsPage = pageOf.get(ERRORS);
    let html = contents;
    if (model instanceof Reflection && sources?.has(model) === true) html = anchorLines(html);
    if (model === errorsPage) html = anchorErrors(html);
    html = resolveErrorLinks(html, urlOf(errorsPage) ?? '');
    html = resolveSourceLinks(html, (path) => urlOf(sources?.find(path)));
    html = resolveRepositoryLinks(html, (path) => urlOf(pageOf.get(path)));
    page.contents = nameFirstPage(html);
  });
  renderer.on(IndexEvent.PREPARE_INDEX, (event) => {
    for (const result of event.searchResults.filter((candidate) => sources?.has(candidate))) {
      event.removeResult(event.searchResults.indexOf(result));
    }
  });

  const project = await app.convert();
  if (project === undefined) return { problems: Math.max(1, logger.errorCount + logger.warningCount) };
  app.options.setValue('intentionallyNotDocumented', listRepeatedParsers(project));
  app.validate(project);
  await app.generateDocs(project, out);
  for (const problem of checkSite(out)) logger.error(problem);
  return { problems: logger.errorCount + logger.warningCount };
}
