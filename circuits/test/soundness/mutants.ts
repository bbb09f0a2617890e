import { readFileSync, writeFileSync } from 'node:fs';

/** What becomes of the circuit without a constraint, by the constraint's name. */
export type Mutants = Record<
  string,
  {
    /** A lie that the circuit then accepts. */
    lie?: string;
    /** Why there can be none. */
    survives?: string;
  }
>;

const file = new URL('mutants.json', import.meta.url);

export function readMutants(): Mutants {
  return JSON.parse(readFileSync(file, 'utf8')) as Mutants;
}

export function writeMutants(mutants: Mutants): void {
  writeFileSync(file, `${JSON.stringify(mutants, null, 2)}\n`);
}
