import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, expect, onTestFinished, test } from 'vitest';
import { ZERO_UNITS } from '../core/units.js';
import { createFileClientStateStore } from './createFileClientStateStore.js';

const compute = (units: bigint) => ({ ...ZERO_UNITS, computeUnitSeconds: units });
let path: string;

beforeEach(async () => {
  const folder = await mkdtemp(join(tmpdir(), 'tallystick-counters-'));
  path = join(folder, 'counters.json');
  onTestFinished(() => rm(folder, { recursive: true }));
});

test('default: all of a state is in the file, and what is nothing is left out', async () => {
  const whole = { signed: compute(9n), used: compute(2n), deferred: 3n, ahead: compute(5n), aheadClaimed: 4n };
  const plain = { signed: compute(1n), used: compute(1n) };
  const store = createFileClientStateStore({ path });
  await store.save(7, whole);
  await store.save(8, plain);
  const again = createFileClientStateStore({ path });
  expect([await again.load(7), await again.load(8)]).toEqual([whole, plain]);
  expect(Object.keys(JSON.parse(await readFile(path, 'utf8')).allowances[8])).toEqual(['signed', 'used']);
});

test('behavior: a file of before there was anything signed ahead is read', async () => {
  const units = (computeUnitSeconds: string) => ({ computeUnitSeconds, storageGibHours: '0', egressMib: '0' });
  const allowances = { 7: { signed: units('9'), used: units('2') } };
  await writeFile(path, JSON.stringify({ version: 1, allowances }));
  expect(await createFileClientStateStore({ path }).load(7)).toEqual({ signed: compute(9n), used: compute(2n) });
});

test('error: what is ahead, and what was claimed of it, have their forms', async () => {
  const units = { computeUnitSeconds: '1', storageGibHours: '0', egressMib: '0' };
  for (const [name, value] of [
    ['ahead', '5'],
    ['ahead', { ...units, egressMib: '-1' }],
    ['aheadClaimed', 5],
    ['aheadClaimed', '-1'],
  ] as const) {
    const allowances = { 7: { signed: units, used: units, [name]: value } };
    await writeFile(path, JSON.stringify({ version: 1, allowances }));
    await expect(createFileClientStateStore({ path }).load(7), name).rejects.toMatchObject({
      code: 'client/state-unreadable',
      facts: { field: expect.stringContaining(`allowances.7.${name}`) },
    });
  }
});
