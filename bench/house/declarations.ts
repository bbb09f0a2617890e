import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type Node, parseSync, type Statement, type TSTypeQueryExprName, Visitor } from 'oxc-parser';
import { parseModule } from './parseModule.js';

/** Where something is declared, and its name there; `*` stands for all of the file. */
export type Declaration = { file: string; name: string };

/** The declarations that the compiler wrote of a package: what users of its names see, signatures with no bodies. */
export type Declarations = {
  /** Where an exported name is declared, through the files that pass it on; none for what comes from another package. */
  find(file: string, name: string): Declaration | undefined;
  /** What the signatures of these mention, and what that mentions in turn, themselves among them; as `file#name`. */
  reachedFrom(starts: Iterable<Declaration>): Set<string>;
};

type Module = {
  /** What each name that is declared here mentions: names of this module, or what an `import('…')` leads to. */
  declared: Map<string, (string | Declaration)[]>;
  /** Local names of what is imported. */
  imported: Map<string, Declaration>;
  /** What stands behind an exported name: something local, or something of another file. */
  exported: Map<string, string | Declaration>;
  /** Files that everything is passed on from. */
  passedOn: string[];
};

export const keyOf = ({ file, name }: Declaration): string => `${file}#${name}`;

/**
 * Reads declarations (`dist/core/receipt.d.ts`) as they are asked for.
 *
 * @throws Error that names the file, when there is none: the package isn't built
 */
export function readDeclarations(): Declarations {
  const modules = new Map<string, Module>();
  const moduleOf = (file: string): Module => {
    const known = modules.get(file);
    if (known !== undefined) return known;
    if (!existsSync(file)) throw new Error(`${file}: missing, expected the declarations of a build`);
    const module = readModule(file, readFileSync(file, 'utf8'));
    modules.set(file, module);
    return module;
  };

  /** What a module means by one of its own names. */
  const resolve = (file: string, name: string): Declaration | undefined => {
    const { declared, imported } = moduleOf(file);
    if (declared.has(name)) return { file, name };
    const from = imported.get(name);
    return from === undefined ? undefined : find(from.file, from.name);
  };

  const find = (file: string, name: string): Declaration | undefined => {
    if (name === '*') return { file, name };
    const { exported, passedOn } = moduleOf(file);
    const target = exported.get(name);
    if (target !== undefined)
      return typeof target === 'string' ? resolve(file, target) : find(target.file, target.name);
    for (const from of passedOn) {
      const found = find(from, name);
      if (found !== undefined) return found;
    }
    return undefined;
  };

  const mentionedBy = ({ file, name }: Declaration): Declaration[] => {
    const { declared, exported, passedOn } = moduleOf(file);
    if (name === '*') {
      const own = [...exported.keys()].flatMap((one) => find(file, one) ?? []);
      return [...own, ...passedOn.map((from) => ({ file: from, name }))];
    }
    return (declared.get(name) ?? []).flatMap(
      (mention) => (typeof mention === 'string' ? resolve(file, mention) : find(mention.file, mention.name)) ?? [],
    );
  };

  return {
    find,
    reachedFrom(starts) {
      const reached = new Map([...starts].map((one) => [keyOf(one), one]));
      // A map gives what is added while it is gone through, too.
      for (const one of reached.values()) {
        for (const mention of mentionedBy(one)) reached.set(keyOf(mention), mention);
      }
      return new Set(reached.keys());
    },
  };
}

function readModule(file: string, text: string): Module {
  const module: Module = { declared: new Map(), imported: new Map(), exported: new Map(), passedOn: [] };
  const fileOf = (specifier: string): string | undefined =>
    specifier.startsWith('.') ? join(dirname(file), specifier).replace(/\.js$/, '.d.ts') : undefined;

  for (const { name, from, local = name } of parseModule(file, text).exports) {
    if (from === undefined) {
      module.exported.set(name, local);
      continue;
    }
    const target = fileOf(from.specifier);
    if (target === undefined) continue;
    if (name === '*') module.passedOn.push(target);
    else module.exported.set(name, { file: target, name: from.name });
  }

  const { program } = parseSync(file, text, { sourceType: 'module' });
  const mentions = findMentions(program, fileOf);
  for (const statement of program.body) {
    if (statement.type === 'ImportDeclaration') {
      const target = fileOf(statement.source.value);
      for (const one of target === undefined ? [] : statement.specifiers) {
        let name = '*';
        if (one.type === 'ImportDefaultSpecifier') name = 'default';
        else if (one.type === 'ImportSpecifier') {
          name = one.imported.type === 'Literal' ? one.imported.value : one.imported.name;
        }
        module.imported.set(one.local.name, { file: target ?? '', name });
      }
      continue;
    }
    const found = mentions.filter(({ at }) => statement.start <= at && at < statement.end).map(({ what }) => what);
    for (const name of declaredBy(statement)) {
      module.declared.set(name, [...(module.declared.get(name) ?? []), ...found]);
    }
  }
  return module;
}

/** The names that a statement declares, exported or not. */
function declaredBy(statement: Statement): string[] {
  const declaration = statement.type === 'ExportNamedDeclaration' ? statement.declaration : statement;
  switch (declaration?.type) {
    case 'VariableDeclaration':
      return declaration.declarations.flatMap(({ id }) => (id.type === 'Identifier' ? [id.name] : []));
    case 'FunctionDeclaration':
    case 'TSDeclareFunction':
    case 'ClassDeclaration':
    case 'TSInterfaceDeclaration':
    case 'TSTypeAliasDeclaration':
      return declaration.id === null ? [] : [declaration.id.name];
    default:
      return [];
  }
}

type Mention = { at: number; what: string | Declaration };

/** Every type that a module of declarations mentions, by the first name of each, and where. */
function findMentions(program: Parameters<Visitor['visit']>[0], fileOf: (specifier: string) => string | undefined) {
  const found: Mention[] = [];
  const mention = (name: Node | TSTypeQueryExprName | null): void => {
    if (name?.type === 'Identifier') found.push({ at: name.start, what: name.name });
    else if (name?.type === 'TSQualifiedName') mention(name.left);
    else if (name?.type === 'MemberExpression') mention(name.object);
  };
  new Visitor({
    TSTypeReference: ({ typeName }) => mention(typeName),
    TSTypeQuery: ({ exprName }) => mention(exprName),
    TSInterfaceHeritage: ({ expression }) => mention(expression),
    TSClassImplements: ({ expression }) => mention(expression),
    ClassDeclaration: ({ superClass }) => mention(superClass),
    TSImportType({ source, qualifier, start }) {
      const file = fileOf(source.value);
      let first = qualifier;
      while (first?.type === 'TSQualifiedName') first = first.left;
      if (file !== undefined) found.push({ at: start, what: { file, name: first?.name ?? '*' } });
    },
  }).visit(program);
  return found;
}
