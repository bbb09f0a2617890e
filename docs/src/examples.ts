import { dirname, join } from 'node:path';
import ts from 'typescript';
import { readDoors } from './doors.js';
import { ROOT, readText } from './repository.js';

/** A function or class that a door exports. */
export interface Export {
  /** The doors that export it, as they are imported. */
  doors: string[];
  name: string;
  /** Its source, from the repository's root. */
  path: string;
  /** Its `@example`s, as they are written. */
  examples: string[];
}

/** The code of an `@example`: what stands in its fence, or all of it. */
function codeOf(comment: string): string {
  return /```(?:ts)?\n([\s\S]*?)```/.exec(comment)?.[1] ?? comment;
}

const parsed = new Map<string, ts.SourceFile>();

function parse(path: string): ts.SourceFile {
  const known = parsed.get(path);
  if (known !== undefined) return known;
  const file = ts.createSourceFile(ROOT + path, readText(path), ts.ScriptTarget.ES2022, true);
  parsed.set(path, file);
  return file;
}

/** Where a name comes from and what it is called there, when the file takes it from another. */
function sourceOf(file: ts.SourceFile, path: string, name: string): { path: string; name: string } | undefined {
  for (const statement of file.statements) {
    if (!ts.isExportDeclaration(statement) || statement.moduleSpecifier === undefined) continue;
    const from = (statement.moduleSpecifier as ts.StringLiteral).text;
    if (!from.startsWith('.') || statement.exportClause === undefined || !ts.isNamedExports(statement.exportClause))
      continue;
    const element = statement.exportClause.elements.find((candidate) => candidate.name.text === name);
    if (element === undefined) continue;
    return {
      path: join(dirname(path), from.replace(/\.js$/, '.ts')),
      name: (element.propertyName ?? element.name).text,
    };
  }
  return undefined;
}

/** The declaration that an export leads to; undefined for one that isn't a function or a class. */
function findDeclaration(path: string, name: string): { path: string; node: ts.Node } | undefined {
  const file = parse(path);
  const source = sourceOf(file, path, name);
  if (source !== undefined) return findDeclaration(source.path, source.name);
  for (const node of file.statements) {
    if ((ts.isFunctionDeclaration(node) || ts.isClassDeclaration(node)) && node.name?.text === name)
      return { path, node };
    if (!ts.isVariableStatement(node)) continue;
    const found = node.declarationList.declarations.find((candidate) => candidate.name.getText(file) === name);
    const value = found?.initializer;
    // A plugin is what a call makes of a function; a constant is written in capitals.
    const isPlugin = value !== undefined && ts.isCallExpression(value) && !/^[A-Z_]+$/.test(name);
    if (isPlugin || (value !== undefined && ts.isArrowFunction(value))) return { path, node };
  }
  return undefined;
}

function valuesOf(path: string): string[] {
  return parse(path).statements.flatMap((statement) => {
    if (!ts.isExportDeclaration(statement) || statement.isTypeOnly) return [];
    const { exportClause } = statement;
    if (exportClause === undefined || !ts.isNamedExports(exportClause)) return [];
    return exportClause.elements.filter((element) => !element.isTypeOnly).map((element) => element.name.text);
  });
}

/** Every function and class that the packages' doors export, once, with its examples. */
export function readExports(): Export[] {
  const found = new Map<string, Export>();
  for (const door of readDoors()) {
    for (const name of valuesOf(door.path)) {
      const declaration = findDeclaration(door.path, name);
      if (declaration === undefined) continue;
      const { path, node } = declaration;
      const key = `${path}#${name}`;
      const known = found.get(key);
      if (known !== undefined) {
        known.doors.push(door.name);
        continue;
      }
      const examples = ts
        .getJSDocTags(node)
        .filter((tag) => tag.tagName.text === 'example')
        .map((tag) => codeOf(ts.getTextOfJSDocComment(tag.comment) ?? ''));
      found.set(key, { doors: [door.name], name, path, examples });
    }
  }
  return [...found.values()];
}

/** Whether an expression is written out: no names but `undefined`, nothing to compute. */
function isLiteral(node: ts.Expression): boolean {
  if (ts.isPrefixUnaryExpression(node)) return node.operator === ts.SyntaxKind.MinusToken && isLiteral(node.operand);
  if (ts.isArrayLiteralExpression(node)) return node.elements.every(isLiteral);
  if (ts.isObjectLiteralExpression(node)) {
    return node.properties.every((property) => ts.isPropertyAssignment(property) && isLiteral(property.initializer));
  }
  if (ts.isIdentifier(node)) return node.text === 'undefined';
  return (
    ts.isStringLiteral(node) ||
    ts.isNumericLiteral(node) ||
    ts.isBigIntLiteral(node) ||
    node.kind === ts.SyntaxKind.TrueKeyword ||
    node.kind === ts.SyntaxKind.FalseKeyword
  );
}

/** The comment behind a statement, on its line. */
function commentBehind(text: string, end: number): string | undefined {
  const [range] = ts.getTrailingCommentRanges(text, end) ?? [];
  if (range?.kind !== ts.SyntaxKind.SingleLineCommentTrivia) return undefined;
  return text.slice(range.pos + 2, range.end).trim();
}

/** Whether a comment shows a result, such as `42n`; others are words. */
function isResult(comment: string): boolean {
  const [statement, ...others] = ts.createSourceFile('shown.ts', `(${comment});`, ts.ScriptTarget.ES2022).statements;
  if (statement === undefined || others.length > 0 || !ts.isExpressionStatement(statement)) return false;
  const { expression } = statement;
  return ts.isParenthesizedExpression(expression) && isLiteral(expression.expression);
}

/**
 * An example that shows results, as a module that exports what it gives beside what it shows: `shown`, a list of pairs. A result
 * is a literal behind a statement, or `throws` and the code of an error. Undefined for an example that shows none.
 */
export function toRunnable(code: string): string | undefined {
  const file = ts.createSourceFile('example.ts', code, ts.ScriptTarget.ES2022, true);
  let count = 0;
  const lines = file.statements.map((statement) => {
    const text = statement.getText(file);
    const comment = commentBehind(code, statement.end) ?? '';
    const [, thrown] = /^throws ([a-z-]+\/[a-z0-9-]+)$/.exec(comment) ?? [];
    if (thrown === undefined && !isResult(comment)) return text;
    count += 1;
    if (thrown !== undefined) {
      return `try { ${text} shown.push([undefined, '${thrown}']); } catch (error) { shown.push([error.code, '${thrown}']); }`;
    }
    if (ts.isExpressionStatement(statement)) return `shown.push([${statement.expression.getText(file)}, ${comment}]);`;
    if (!ts.isVariableStatement(statement))
      throw new Error(`a result stands behind neither value nor constant: ${text}`);
    const names = statement.declarationList.declarations.map(({ name }) =>
      name.getText(file).replace(/^\[(\w+)\]$/, '$1'),
    );
    return `${text}\nshown.push([${names.join()}, ${comment}]);`;
  });
  return count === 0 ? undefined : ['export const shown = [];', ...lines, ''].join('\n');
}
