import type { CircomProgram } from '../support/CircomProgram.js';

type Sources = Readonly<Record<string, string>>;

/** A line that constrains: `===`, or `<==`, which is an assignment with a constraint. */
export type CircomStatement = {
  /** Its file and text, with a number where there are several of the same. */
  name: string;
  path: string;
  /** The same text without the constraint; assignments stay as hints. */
  without: string;
};

/** Every line of a statement's own sources that constrains, in the order of the files. */
export function circomStatementsOf(sources: Sources): CircomStatement[] {
  const met = new Map<string, number>();
  return Object.entries(sources).flatMap(([path, text]) =>
    [...text.matchAll(/^.*?(?:<==|===)[^;]*;/gm)].flatMap((match) => {
      const [line] = match;
      if (line.includes('//')) return [];
      const base = `${path.split('/').at(-1)}: ${line.trim().replace(/\s+/g, ' ')}`;
      const count = (met.get(base) ?? 0) + 1;
      met.set(base, count);
      const replaced = line.includes('<==') ? line.replace('<==', '<--') : '';
      return [
        {
          name: count === 1 ? base : `${base} (${count})`,
          path,
          without: text.slice(0, match.index) + replaced + text.slice(match.index + line.length),
        },
      ];
    }),
  );
}

/** Numbers of a circuit's constraints that a variant lacks, both as they are written; throws where it differs in anything else. */
export function missingConstraints(circuit: CircomProgram, variant: CircomProgram): Set<number> {
  const [all, left] = [constraintsOf(circuit), constraintsOf(variant)];
  const missing = new Set<number>();
  let at = 0;
  for (const [i, constraint] of all.entries()) {
    if (constraint === left[at]) at++;
    else missing.add(i);
  }
  if (at !== left.length) throw new Error('The variant has a constraint that the circuit has not');
  return missing;
}

function constraintsOf({ r1cs, signals }: CircomProgram): string[] {
  const names = new Map([...signals].map(([name, signal]) => [signal, name]));
  const constraints = Array.from({ length: r1cs.constraints }, () => '');
  r1cs.each((constraint, matrix, signal, value) => {
    constraints[constraint] += `${matrix} ${value} ${names.get(signal)};`;
  });
  return constraints;
}
