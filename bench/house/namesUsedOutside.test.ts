import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { namesUsedOutside } from './namesUsedOutside.js';

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'tallystick-house-'));
});
afterEach(() => rm(root, { recursive: true }));

async function write(files: Record<string, string>): Promise<void> {
  for (const [name, text] of Object.entries(files)) {
    await mkdir(dirname(join(root, name)), { recursive: true });
    await writeFile(join(root, name), text);
  }
}
const packageName = '@tallystick/prover';
const usedIn = (...places: string[]) => [...namesUsedOutside({ root, packageName, places })].sort();

test('default: names that code and snippets import from the package and its subpaths', async () => {
  await write({
    'README.md': [
      'Write `import { no } from "@tallystick/prover"`.',
      '```ts',
      "import { page } from '@tallystick/prover';",
      'await page();',
      '```',
      '```sh',
      'npm install @tallystick/prover',
      '```',
    ].join('\n'),
    'test/deep/a.test.ts':
      "import { a, type T } from '@tallystick/prover/core';\nimport { b } from '@tallystick/prover-too';\n",
    'test/script.mjs': "import { c } from '@tallystick/prover';\n// import { d } from '@tallystick/prover';\n",
    'test/node_modules/x.js': "import { e } from '@tallystick/prover';\n",
    'elsewhere/x.ts': "import { f } from '@tallystick/prover';\n",
  });
  expect(usedIn('README.md', 'test', 'missing')).toEqual(['T', 'a', 'c', 'page']);
});

test('error: an import of the package as one object names the file', async () => {
  await write({ 'test/a.ts': "import * as prover from '@tallystick/prover';\n" });
  expect(() => usedIn('test')).toThrow(
    `${join('test', 'a.ts')}: import of all of @tallystick/prover, expected its names`,
  );
});
