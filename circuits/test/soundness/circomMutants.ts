import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import type { CircomLie } from './createCircomHunt.js';

/** What becomes of a statement without one of its lines, by the line's name. */
export type CircomMutants = Record<
  string,
  {
    /** What is then accepted. */
    lie?: CircomLie;
    /** Why there can be nothing false. */
    survives?: string;
  }
>;

const file = new URL('circomMutants.json', import.meta.url);

export function readCircomMutants(): Record<'uptime' | 'usage', CircomMutants> {
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : { uptime: {}, usage: {} };
}

export function writeCircomMutants(mutants: Record<'uptime' | 'usage', CircomMutants>): void {
  writeFileSync(file, `${JSON.stringify(mutants, null, 2)}\n`);
}
