import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { findSequencer } from './runDev.js';

let folder: string;
beforeEach(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), 'tallystick-find-')));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function install(project: string): Promise<string> {
  const at = join(folder, project, 'node_modules', '@tallystick', 'sequencer');
  await mkdir(at, { recursive: true });
  const manifest = { name: '@tallystick/sequencer', exports: { './cli': './main.js' } };
  await writeFile(join(at, 'package.json'), JSON.stringify(manifest));
  await writeFile(join(at, 'main.js'), '');
  return join(at, 'main.js');
}

test("default: the project's comes before the one beside", async () => {
  const own = await install('project');
  const other = await install('beside');
  const beside = pathToFileURL(join(folder, 'beside', 'runDev.js')).href;
  expect(findSequencer(join(folder, 'project'), beside)).toBe(own);
  expect(findSequencer(join(folder, 'elsewhere'), beside)).toBe(other);
});

test('error: it is installed nowhere, which says what to install', () => {
  const nowhere = pathToFileURL(join(folder, 'runDev.js')).href;
  const remedy = expect.stringContaining('npm install --save-dev @tallystick/sequencer @foundry-rs/anvil');
  expect(() => findSequencer(folder, nowhere)).toThrow(expect.objectContaining({ code: 'cli/no-sequencer', remedy }));
});
