// What can be taken out of a contract or turned round, one change at a time, found in the compiler's own syntax tree.

const comparisons = { '<': '<=', '<=': '<', '>': '>=', '>=': '>', '==': '!=', '!=': '==', '&&': '||', '||': '&&' };
const arithmetic = {
  '+': '-',
  '-': '+',
  '*': '/',
  '/': '*',
  '%': '*',
  '<<': '>>',
  '>>': '<<',
  '&': '|',
  '|': '&',
  '^': '&',
};
const operators = { ...comparisons, ...arithmetic };
const assignments = { '+=': '-=', '-=': '+=', '*=': '/=', '/=': '*=', '|=': '&=', '&=': '|=', '^=': '|=' };
const yulCalls = {
  gt: (_, [left, right]) => [`iszero(lt(${left}, ${right}))`],
  lt: (_, [left, right]) => [`iszero(gt(${left}, ${right}))`],
  eq: (given) => [`iszero(${given})`],
  // Each of two conditions alone, or a word without its mask.
  and: (_, [left, right]) => [left, right],
  add: (_, [left, right]) => [`sub(${left}, ${right})`],
  sub: (_, [left, right]) => [`add(${left}, ${right})`],
};

/**
 * All single changes of a source, in the order of their places: guards (`if` that ends in a revert, a return or a continue), statements
 * (writes, calls, events) and modifiers taken out; comparisons, arithmetic and the calls of inline assembly changed.
 *
 * @param {string} source The text that was compiled.
 * @param {object} ast Its syntax tree, as solc gives it.
 * @returns Each with `id`, which names the change by function and text, so that it stays the same when lines move; `kind`, `line` (from 1),
 *   and `text`, the whole source with the change.
 */
export function mutantsOf(source, ast) {
  // The compiler counts bytes.
  const bytes = Buffer.from(source);
  const slice = (start, end) => bytes.subarray(start, end).toString();
  const found = [];

  const add = (kind, place, start, end, replacement) => {
    const lineStart = bytes.lastIndexOf('\n', start - 1) + 1;
    const lineEnd = bytes.indexOf('\n', start);
    const of = (text) => text.replace(/\s+/g, ' ').trim();
    const given = of(slice(start, end));
    found.push({
      kind,
      place,
      start,
      line: slice(0, start).split('\n').length,
      lineText: of(slice(lineStart, lineEnd === -1 ? bytes.length : lineEnd)),
      change: replacement === '{}' || replacement === '' ? `without ${given}` : `${given} => ${of(replacement)}`,
      text: slice(0, start) + replacement + slice(end, bytes.length),
    });
  };
  /** A statement's range, with the semicolon that the tree leaves out. */
  const statementRange = (node) => {
    const { start, end } = rangeOf(node);
    const rest = /^\s*;/.exec(slice(end, end + 80));
    return [start, rest === null ? end : end + rest[0].length];
  };

  const visit = (node, place, isLoopStep = false) => {
    if (Array.isArray(node)) {
      for (const each of node) visit(each, place);
      return;
    }
    if (node === null || typeof node !== 'object') return;
    const inside = nameOf(node) ?? place;
    switch (node.nodeType) {
      case 'IfStatement':
        if (node.falseBody == null && leaves(node.trueBody)) add('guard', inside, ...statementRange(node), '{}');
        break;
      case 'EmitStatement':
        add('event', inside, ...statementRange(node), '{}');
        break;
      case 'ExpressionStatement':
        // Without its step a loop only runs out of gas.
        if (!isLoopStep) {
          const call = node.expression.nodeType === 'FunctionCall';
          const kind = call && node.expression.expression.name === 'require' ? 'guard' : call ? 'call' : 'write';
          add(kind, inside, ...statementRange(node), '{}');
        }
        break;
      case 'YulExpressionStatement':
      case 'YulAssignment': {
        const { start, end } = rangeOf(node);
        add('assembly', inside, start, end, '{}');
        break;
      }
      case 'YulFunctionCall': {
        const { start, end } = rangeOf(node);
        const parts = node.arguments.map((part) => slice(rangeOf(part).start, rangeOf(part).end));
        for (const other of yulCalls[node.functionName.name]?.(slice(start, end), parts) ?? []) {
          add('assembly', inside, start, end, other);
        }
        break;
      }
      case 'ModifierInvocation':
        if (node.kind === 'modifierInvocation') {
          const { start, end } = rangeOf(node);
          add('modifier', inside, start, end, '');
        }
        break;
      case 'BinaryOperation':
        change(node, node.leftExpression, node.rightExpression, operators, inside);
        break;
      case 'Assignment':
        change(node, node.leftHandSide, node.rightHandSide, assignments, inside);
        break;
    }
    for (const [key, child] of Object.entries(node)) {
      // Types are described with trees of their own.
      if (typeof child !== 'object' || key === 'typeDescriptions' || key === 'documentation') continue;
      visit(child, inside, key === 'loopExpression');
    }
  };

  const change = (node, left, right, table, place) => {
    const other = table[node.operator];
    if (other === undefined) return;
    const { start, end } = rangeOf(node);
    const between = slice(rangeOf(left).end, rangeOf(right).start);
    const changed =
      slice(start, rangeOf(left).end) + between.replace(node.operator, other) + slice(rangeOf(right).start, end);
    add(node.operator in comparisons ? 'comparison' : 'arithmetic', place, start, end, changed);
  };

  visit(ast, '');
  const seen = new Map();
  return found
    .sort((one, other) => one.start - other.start)
    .map(({ place, lineText, change: text_, start, ...rest }) => {
      const name = `${place}: ${lineText === text_.slice('without '.length) ? '' : `${lineText} | `}${text_}`;
      const times = (seen.get(name) ?? 0) + 1;
      seen.set(name, times);
      return { id: times === 1 ? name : `${name} (${times})`, ...rest };
    });
}

function rangeOf({ src }) {
  const [start, length] = src.split(':').map(Number);
  return { start, end: start + length };
}

function nameOf(node) {
  if (node.nodeType === 'FunctionDefinition') return node.name === '' ? node.kind : node.name;
  return node.nodeType === 'ModifierDefinition' ? node.name : undefined;
}

/** Whether nothing after the statement is reached. */
function leaves(statement) {
  if (statement.nodeType === 'Block') return statement.statements.length > 0 && leaves(statement.statements.at(-1));
  return ['RevertStatement', 'Return', 'Continue', 'Break'].includes(statement.nodeType);
}
