import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { readDoors } from '../../bench/house/exportedNames.js';
import { namesUsedOutside } from '../../bench/house/namesUsedOutside.js';
import { parseModule } from '../../bench/house/parseModule.js';
import { readSourceGraph } from '../../bench/house/sourceGraph.js';
import { readExports } from '../../docs/src/examples.js';
import { HOME, pages } from '../../docs/src/pages.js';

const root = fileURLToPath(new URL('../../', import.meta.url));
const folders = ['prover', 'sequencer', 'verifier-contracts'];
const elsewhere = ['README.md', 'docs', 'test', 'examples', 'bench', 'circuits', ...folders];

/** Where users read; what is told of the inside is for who changes it. */
const forUsers = [HOME, ...pages.filter(({ section }) => section !== 'Inside').map(({ path }) => path)]
  .map((path) => readFileSync(join(root, path), 'utf8'))
  .join('\n');
const shown = readExports()
  .flatMap(({ examples }) => examples)
  .flatMap((code) => parseModule('example.ts', code).imports);

/** Functions, classes and constants of all doors, without the makers of the rooms' errors: those bring the codes that users catch. */
function readValues(folder: string): Set<string> {
  const graph = readSourceGraph(join(root, folder, 'src'));
  const exported = [...readDoors(join(root, folder)).values()].flatMap((file) => graph.get(file)?.exports ?? []);
  const values = exported.filter(({ isType, from }) => isType !== true && !/errors\.js$/i.test(from?.specifier ?? ''));
  return new Set(values.map(({ name }) => name));
}

test.each(folders)(
  'behavior: what the doors of %s export is used outside, shown in an example, or named on a page for users',
  (folder) => {
    const { name: packageName } = JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8'));
    const places = [...elsewhere.filter((place) => place !== folder), `${folder}/README.md`];
    const used = namesUsedOutside({ root, packageName, places });
    for (const { specifier, names } of shown) {
      if (specifier === packageName || specifier.startsWith(`${packageName}/`))
        for (const name of names) used.add(name);
    }
    const values = readValues(folder);
    expect(values.size).toBeGreaterThan(0);
    expect([...values].filter((name) => !used.has(name) && !forUsers.includes(`\`${name}\``))).toEqual([]);
  },
);
