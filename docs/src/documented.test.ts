import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Application } from 'typedoc';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { documented } from './documented.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tallystick-docs-'));
  mkdirSync(join(folder, 'src'));
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: '@tallystick/prover', version: '0.0.0' }));
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions: { types: [] }, include: ['src'] }));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** The warnings about a module of the package. */
async function warningsOf(text: string): Promise<string[]> {
  writeFileSync(join(folder, 'src/index.ts'), text);
  const warnings: string[] = [];
  const app = await Application.bootstrap({
    ...documented,
    entryPoints: [join(folder, 'src/index.ts')],
    tsconfig: join(folder, 'tsconfig.json'),
    disableGit: true,
    sourceLinkTemplate: '{path}',
  });
  app.logger.validationWarning = (message) => warnings.push(message);
  const project = await app.convert();
  if (project === undefined) throw new Error('nothing was read');
  app.validate(project);
  return warnings;
}

test('default: a module whose every function, class, interface and method is described has no warning', async () => {
  const text = `/** A module. @module */
    /** A function. */
    export function f(): void {}
    /** A store. */
    export interface Store {
      /** Closes it. */
      close(): void;
      readonly path: string;
    }
    /** A class. */
    export class Tree {
      /** Its root. */
      root(): number { return 1; }
    }
    export type Options = { path: string };
  `;
  expect(await warningsOf(text)).toEqual([]);
});

test('behavior: one that is not described is named', async () => {
  const text = `/** A module. @module */
    export function f(): void {}
    export interface Store { close(): void }
    export class Tree { root(): number { return 1; } }
    export type Options = { onEnd(): void };
  `;
  const named = (await warningsOf(text)).map((warning) => /^\S+ \(\w+\)/.exec(warning)?.[0]).sort();
  expect(named).toEqual([
    'Options.onEnd (CallSignature)',
    'Store (Interface)',
    'Store.close (CallSignature)',
    'Tree (Class)',
    'Tree.root (CallSignature)',
    'f (CallSignature)',
  ]);
});
