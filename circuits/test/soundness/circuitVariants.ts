/**
 * The batch circuit with its text changed: what a lie needs so that everything but the rule in question is consistent.
 *
 * Line numbers stay as they are in each variant, so that a failure's call stack names the line of the source.
 */

export type Sources = Record<string, string>;

/** One statement that constrains: an assertion, a range check, or the binding of a hint. */
export type Statement = {
  /** Its file and text on one line, with a number where there are several of the same. */
  name: string;
  /** Path in the sources, such as `noir/batch/src/settle.nr`. */
  path: string;
  text: string;
  /** Offsets in the file's text. */
  start: number;
  end: number;
  /** Line numbers, from 1. */
  firstLine: number;
  lastLine: number;
};

/** A call to `assert` or `assert_...`, or a range check, as a statement of its own. */
const CONSTRAINS = /^[ \t]*(assert\w*\(|(?:[\w.[\]]+|\([^;]*?\))\.assert_max_bit_size::<)/gm;

/** Every statement of the sources that constrains, in the order of the files. */
export function statementsOf(sources: Sources): Statement[] {
  const met = new Map<string, number>();
  const named = (path: string, text: string): string => {
    const name = `${path.split('/').at(-1)}: ${text.replace(/\s+/g, ' ')}`;
    const count = (met.get(name) ?? 0) + 1;
    met.set(name, count);
    return count === 1 ? name : `${name} (${count})`;
  };
  return Object.entries(sources)
    .filter(([path]) => path.endsWith('.nr'))
    .flatMap(([path, text]) =>
      [...text.matchAll(CONSTRAINS)].map((match) => {
        const start = match.index + match[0].length - match[0].trimStart().length;
        const end = text.indexOf(';', start) + 1;
        const lineAt = (offset: number): number => text.slice(0, offset).split('\n').length;
        const statement = text.slice(start, end);
        return {
          name: named(path, statement),
          path,
          text: statement,
          start,
          end,
          firstLine: lineAt(start),
          lastLine: lineAt(end),
        };
      }),
    );
}

/** The sources with one statement taken out. */
export function withoutStatement(sources: Sources, { path, start, end }: Statement): Sources {
  const text = sources[path] ?? '';
  return { ...sources, [path]: text.slice(0, start) + blank(text.slice(start, end)) + text.slice(end) };
}

/** As many lines, with nothing on them. */
function blank(text: string): string {
  return text.replace(/[^\n]/g, '');
}

const HINT = /unconstrained fn (\w+)((?:<[^>]*>)?)\(([^)]*)\)( -> [^{]+)?\{/g;

/** The unconstrained functions of the sources: where a prover may say what it likes. */
export function hintsOf(sources: Sources): string[] {
  return Object.values(sources).flatMap((text) => [...text.matchAll(HINT)].map(([, name = '']) => name));
}

/**
 * Has each hint given by who runs the circuit: an oracle is told what the function would have said, and answers in its place.
 */
export function withHintOracles(sources: Sources): Sources {
  return Object.fromEntries(
    Object.entries(sources).map(([path, text]) => [
      path,
      text.replace(HINT, (_all, name: string, generics: string, parameters: string, result = ' ') => {
        const names = parameters.split(',').flatMap((parameter) => parameter.trim().split(':')[0]?.trim() || []);
        const honest = `${name}_honest(${names.join(', ')})`;
        const oracle = `#[oracle(${name})] unconstrained fn ${name}_told${generics}(honest: ${result.replace('->', '').trim()})${result}{}`;
        const asking = `unconstrained fn ${name}${generics}(${parameters})${result}{ ${name}_told(${honest}) }`;
        return `${oracle} ${asking} unconstrained fn ${name}_honest${generics}(${parameters})${result}{`;
      }),
    ]),
  );
}

/** What the circuit publishes or needs of a lie, in the order in which an unchecked run tells it. */
export const PUBLISHED = ['old_root', 'new_root', 'update', 'packed_serials', 'replaced', 'message'] as const;
export type Published = (typeof PUBLISHED)[number];

/** Where the circuit compares what it computed with what is published. Each is found once. */
const OUTPUTS: readonly { file: string; compares: string; tells: string }[] = [
  {
    file: 'main.nr',
    compares: 'assert(tree.root() == old_root, "cap does not belong to the old root");',
    tells: tell('old_root', 'tree.root()', '0', '0'),
  },
  {
    file: 'main.nr',
    compares: 'assert(tree.root() == new_root, "new root");',
    tells: tell('new_root', 'tree.root()', '0', '0'),
  },
  {
    file: 'main.nr',
    compares: 'assert(published[0] == computed[0], "published leaf");',
    tells: tell('update', 'computed[0]', 'computed[1]', '0'),
  },
  {
    file: 'main.nr',
    compares: 'assert(packed == packed_serials[i], "packed serials");',
    tells: tell('packed_serials', 'packed', '0', '0'),
  },
];

function tell(what: Published, ...values: [string, string, string]): string {
  return `unsafe { tallystick::range::tell(${PUBLISHED.indexOf(what)}, ${values.join(', ')}); }`;
}

/** Calls of the function in which something is told. */
const TELLS = /^assert_update\(/;

/**
 * The circuit without any check, which tells what it computes: what a prover would publish if nothing held it back. Signatures are not
 * looked at; the messages to sign are told.
 */
export function unchecked(sources: Sources): Sources {
  const changed = { ...sources };
  const edit = (file: string, from: string, to: string): void => {
    const path = Object.keys(changed).find((candidate) => candidate.endsWith(`/${file}`)) ?? file;
    const parts = (changed[path] ?? '').split(from);
    if (parts.length !== 2) throw new Error(`${file} has the text to replace ${parts.length - 1} times: ${from}`);
    changed[path] = parts.join(to + '\n'.repeat(from.split('\n').length - 1));
  };
  for (const { file, compares, tells } of OUTPUTS) edit(file, compares, tells);
  edit(
    'cap.nr',
    'let (old_node, new_node) =',
    `${tell('replaced', 'serial', 'old_leaf', 'new_leaf')} let (old_node, new_node) =`,
  );
  const message = 'let message = receipt_message(domain, slot.serial, packed_units);';
  edit('settle.nr', message, `${message} ${tell('message', 'message', '0', '0')}`);
  const other = 'let message = withdrawal_message(domain, slot.serial, slot.nonce, payout);';
  edit('withdraw.nr', other, `${other} ${tell('message', 'message', '0', '0')}`);
  const told = Object.fromEntries(
    Object.entries(changed).map(([path, text]) => {
      const statements = statementsOf({ [path]: text })
        .filter(({ text: statement }) => !TELLS.test(statement))
        .reverse();
      return [
        path,
        statements.reduce(
          (left, { start, end }) => left.slice(0, start) + blank(left.slice(start, end)) + left.slice(end),
          text,
        ),
      ];
    }),
  );
  const range = Object.keys(told).find((path) => path.endsWith('/range.nr')) ?? '';
  told[range] +=
    'pub unconstrained fn tell(what: Field, a: Field, b: Field, c: Field) { tell_told(what, a, b, c); }\n#[oracle(tell)] unconstrained fn tell_told(what: Field, a: Field, b: Field, c: Field) {}\n';
  return told;
}
