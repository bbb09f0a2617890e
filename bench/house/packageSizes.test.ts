import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { measurePackageSizes } from './packageSizes.js';

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'tallystick-made-up-'));
});
afterEach(() => rm(root, { recursive: true }));

async function write(files: Record<string, object | string>): Promise<number> {
  let bytes = 0;
  for (const [name, content] of Object.entries(files)) {
    const text = typeof content === 'string' ? content : JSON.stringify(content);
    await mkdir(dirname(join(root, name)), { recursive: true });
    await writeFile(join(root, name), text);
    bytes += Buffer.byteLength(text);
  }
  return bytes;
}

test('default: a package weighs what it ships, and its install that of its siblings too', async () => {
  await write({ 'package.json': { private: true, workspaces: ['low', 'high', 'site'] } });
  // What is private is never packed.
  await write({ 'site/package.json': { name: '@made-up/site', version: '1.0.0', private: true } });
  const low = await write({
    'low/package.json': { name: '@made-up/low', version: '1.0.0', files: ['dist'] },
    'low/dist/index.js': 'export const low = 1;\n',
  });
  // What `files` doesn't name isn't shipped.
  await write({ 'low/notes.txt': 'not shipped' });
  const high = await write({
    'high/package.json': { name: '@made-up/high', version: '1.0.0', dependencies: { '@made-up/low': '1.0.0' } },
    'high/index.js': "export { low } from '@made-up/low';\n",
    'high/README.md': '# High\n',
  });

  const sizes = await measurePackageSizes({ root });

  expect(sizes).toMatchObject([
    { name: '@made-up/low', unpackedBytes: low, fileCount: 2 },
    { name: '@made-up/high', unpackedBytes: high, fileCount: 3 },
  ]);
  // npm adds a list of what it installed, of some hundred bytes, to node_modules.
  const [ofLow, ofHigh] = sizes.map(({ installBytes }) => installBytes);
  expect(ofLow).toBeGreaterThanOrEqual(low);
  expect(ofLow).toBeLessThan(low + 2_000);
  expect(ofHigh).toBeGreaterThanOrEqual(low + high);
  expect(ofHigh).toBeLessThan(low + high + 3_000);
});
