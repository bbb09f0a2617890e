import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import * as verify from './verify.js';

/** Packages that run in a browser. */
const PORTABLE = ['ffjavascript', 'snarkjs', 'viem'];

/** Every file and package that a module loads, types left out. */
function loads(entry: URL): { files: Set<string>; packages: Set<string> } {
  const files = new Set<string>();
  const packages = new Set<string>();
  const waiting = [entry];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    if (files.has(next.href)) continue;
    files.add(next.href);
    const text = readFileSync(next, 'utf8');
    for (const [, clause = '', from] of text.matchAll(/^(?:import|export)\s([^;]*?)from\s+'([^']+)'/gm)) {
      const isType = clause.startsWith('type ') || /^\{(\s*type\s+\w+\s*,?)+\}\s*$/.test(clause);
      if (from !== undefined && !isType) take(from, next);
    }
    for (const [, from] of text.matchAll(/import\('([^']+)'\)/g)) if (from !== undefined) take(from, next);
  }
  function take(from: string, file: URL): void {
    if (from.startsWith('.')) waiting.push(new URL(from.replace(/\.js$/, '.ts'), file));
    else packages.add(from);
  }
  return { files, packages };
}

test('default: the parts of verification, and no part of proving', () => {
  expect(Object.keys(verify).sort()).toEqual([
    'TallystickError',
    'parseUptimeProof',
    'parseUsageProof',
    'serializeUptimeProof',
    'serializeUsageProof',
    'toProofArgument',
    'verifyUptime',
    'verifyUsage',
  ]);
});

test('behavior: loads nothing that a browser has not', () => {
  const { files, packages } = loads(new URL('./verify.ts', import.meta.url));
  expect([...packages].filter((name) => !PORTABLE.includes(name))).toEqual([]);
  expect([...packages]).toContain('snarkjs');
  expect(files.size).toBeGreaterThan(10);
});
