import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { FIELD_MODULUS } from '../../core/field.js';
import { readViewKeyFile } from './readViewKeyFile.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tallystick-view-key-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const hex = (value: bigint): string => `0x${value.toString(16).padStart(64, '0')}`;

async function read(text: string): Promise<{ key: bigint; hidden: string[] }> {
  const path = join(folder, 'view.key');
  await writeFile(path, text);
  const hidden: string[] = [];
  return { key: await readViewKeyFile(path, (secret) => hidden.push(secret)), hidden };
}

test('default: the key, hidden in every form that an output could hold', async () => {
  const text = hex(0xabcdefn).toUpperCase().replace('0X', '0x');
  const { key, hidden } = await read(`${text}\n`);
  expect(key).toBe(0xabcdefn);
  expect(hidden).toEqual(expect.arrayContaining([text, text.toLowerCase(), text.slice(2)]));
});

test.each([
  ['nothing', ''],
  ['too short', '0x1234'],
  ['no hex', `0x${'g'.repeat(64)}`],
  ['beyond the field', hex(FIELD_MODULUS)],
])('error: %s', async (_name, text) => {
  const error = await read(text).catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ code: 'cli/file-unreadable', facts: { field: '--view-key-file' } });
  if (text !== '') expect(JSON.stringify(error)).not.toContain(text);
});

test('error: no such file', async () => {
  await expect(readViewKeyFile(join(folder, 'none'), () => {})).rejects.toMatchObject({
    code: 'cli/file-unreadable',
    facts: { field: '--view-key-file', reason: 'ENOENT' },
  });
});
