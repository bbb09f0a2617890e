import { type ModuleExportName, parseSync, type TSImportTypeQualifier, Visitor } from 'oxc-parser';

export type ModuleImport = {
  /** As written, `'../core/field.js'`. */
  specifier: string;
  /** True where the compiler leaves nothing of it: `import type`, `export type … from`, `import('…')` in a type. */
  isType: boolean;
  /** What is imported by name; `*` stands for everything. */
  names: string[];
};

export type ModuleExport = {
  /** `*` where everything of `from` is passed on. */
  name: string;
  /** Where it is passed on from, and its name there; none where this module declares it. */
  from?: { specifier: string; name: string };
  /** What this module calls what it declares, where that is another name. */
  local?: string;
  /** True where it is passed on as a type alone: `export type { A } from`, `export { type A } from`. */
  isType?: boolean;
};

/** What a module takes from others and gives to others. */
export type ParsedModule = {
  imports: ModuleImport[];
  /** What an `import()` is given that is no plain text, as it stands: nobody knows before it runs what that loads. */
  computed: string[];
  exports: ModuleExport[];
};

/** The name that `import('…').Name.Inner` takes of the module: all of it where none is named. */
function firstOf(qualifier: TSImportTypeQualifier | null): string {
  if (qualifier === null) return '*';
  if (qualifier.type === 'Identifier') return qualifier.name;
  return firstOf(qualifier.left);
}

const textOf = (name: ModuleExportName): string => (name.type === 'Literal' ? name.value : name.name);

/**
 * Reads imports and exports of a TypeScript or JavaScript module from its syntax tree, so what stands in a comment or in a text is none.
 * `import { type A }` is an import at run time: `verbatimModuleSyntax` keeps its statement.
 *
 * @throws Error that names the file, when its text is no module
 */
export function parseModule(file: string, text: string): ParsedModule {
  const { program, module, errors } = parseSync(file, text, { sourceType: 'module' });
  const [error] = errors;
  if (error !== undefined) throw new Error(`${file}: ${error.message}`);

  const imports: ModuleImport[] = [];
  const computed: string[] = [];
  new Visitor({
    ImportDeclaration({ source, specifiers, importKind }) {
      const names = specifiers.map((one) => {
        if (one.type === 'ImportSpecifier') return textOf(one.imported);
        return one.type === 'ImportNamespaceSpecifier' ? '*' : 'default';
      });
      imports.push({ specifier: source.value, isType: importKind === 'type', names });
    },
    ExportNamedDeclaration({ source, specifiers, exportKind }) {
      if (source === null) return;
      const names = specifiers.map(({ local }) => textOf(local));
      imports.push({ specifier: source.value, isType: exportKind === 'type', names });
    },
    ExportAllDeclaration({ source, exportKind }) {
      imports.push({ specifier: source.value, isType: exportKind === 'type', names: ['*'] });
    },
    ImportExpression({ source }) {
      if (source.type !== 'Literal' || typeof source.value !== 'string') {
        computed.push(text.slice(source.start, source.end));
        return;
      }
      imports.push({ specifier: source.value, isType: false, names: ['*'] });
    },
    TSImportType({ source, qualifier }) {
      imports.push({ specifier: source.value, isType: true, names: [firstOf(qualifier)] });
    },
  }).visit(program);

  const exports = module.staticExports.flatMap(({ entries }) =>
    entries.map(({ moduleRequest, importName, exportName, localName, isType }): ModuleExport => {
      const name = exportName.name ?? (exportName.kind === 'Default' ? 'default' : '*');
      if (moduleRequest === null) {
        const local = localName.name;
        return { name, ...(local === null || local === name ? {} : { local }) };
      }
      const from = { specifier: moduleRequest.value, name: importName.name ?? '*' };
      return { name, from, ...(isType ? { isType } : {}) };
    }),
  );
  return { imports, computed, exports };
}
