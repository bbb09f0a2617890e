import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { measureBundle } from './measureBundle.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tallystick-house-'));
});
afterEach(() => rm(folder, { recursive: true }));

test('default: the bytes of what a browser would load, with what it imports', async () => {
  await writeFile(join(folder, 'a.ts'), "import { b } from './b.js';\nexport const length: number = b.length;\n");
  await writeFile(
    join(folder, 'b.ts'),
    `const ${'long'.repeat(100)} = '${'x'.repeat(10_000)}';\nexport { ${'long'.repeat(100)} as b };\nexport const unused = '${'y'.repeat(10_000)}';\n`,
  );
  const size = await measureBundle(join(folder, 'a.ts'));
  if ('problem' in size) throw new Error(size.problem);
  expect(size.minified).toBeGreaterThan(10_000);
  expect(size.minified).toBeLessThan(10_200);
  expect(size.gzipped).toBeLessThan(200);
});

test('behavior: what a browser cannot load has no size', async () => {
  await writeFile(
    join(folder, 'a.ts'),
    "import { readFileSync } from 'node:fs';\nexport const a = readFileSync('b');\n",
  );
  expect(await measureBundle(join(folder, 'a.ts'))).toEqual({ problem: expect.stringContaining('node:fs') });
});
