import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { measureHouse } from './measureHouse.js';

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
const door = (name: string) => ({ 'tallystick:source': `./src/${name}.ts` });

test('default: a repository of a few files', async () => {
  await write({
    'prover/package.json': JSON.stringify({ exports: { '.': door('index'), './verify': door('verify') } }),
    'prover/src/index.ts': "export * from './core/receipt.js';\n",
    'prover/src/verify.ts': "export { verifyReceipt } from './core/receipt.js';\n",
    'prover/src/core/receipt.ts': [
      "import type { Send } from '../chain/send.js';",
      'export const verifyReceipt = (send: Send): boolean => send.length === 0;',
      'export const unused = 1;',
      '',
    ].join('\n'),
    'prover/src/chain/send.ts':
      "import { unused } from '../core/receipt.js';\n\nexport type Send = string;\nexport const more = unused;\n",
    'prover/src/attic/a.ts': `export const a = 1;\n${'\n'.repeat(99)}`,
    'prover/dist/index.d.ts': "export * from './core/receipt.js';\n",
    'prover/dist/verify.d.ts': "export { verifyReceipt } from './core/receipt.js';\n",
    'prover/dist/core/receipt.d.ts': [
      'export declare const verifyReceipt: (send: string) => typeof unused;',
      'export declare const unused = 1;',
      '',
    ].join('\n'),
    'sequencer/src/index.ts': "import { verifyReceipt } from '@tallystick/prover';\nexport const s = verifyReceipt;\n",
  });
  const { packages, opened, exports, bundles } = await measureHouse({ root });
  expect(packages.prover).toEqual({
    files: 5,
    medianLines: 3,
    p90Lines: 100,
    rings: [{ members: 'chain – core', back: ['core/receipt.ts -> chain/send.ts'] }],
    arrowsBack: 1,
    arrowsUp: { 'core -> chain': ['core/receipt.ts -> chain/send.ts'] },
    roomsWithoutRow: ['attic'],
  });
  expect(packages.sequencer).toMatchObject({ files: 1, medianLines: 2, p90Lines: 2, rings: [], roomsWithoutRow: [] });
  expect(opened).toEqual({ verifyReceipt: { atRunTime: 1, withTypes: 2 }, verify: { atRunTime: 2, withTypes: 3 } });
  expect(exports).toEqual({ names: 2, rootNames: 2, usedOutside: 1, neededOutside: 2 });
  expect(bundles).toEqual({ verify: { minified: expect.any(Number), gzipped: expect.any(Number) } });
});
