import { expect, test } from 'vitest';
import { findArrowsUp, findRoomsWithoutRow } from './arrowsUp.js';
import { madeUpTree } from './madeUpTree.js';
import type { Rooms } from './rooms.js';

const ROOMS: Rooms = {
  core: { floor: 1, holds: '', mayImport: [] },
  batch: { floor: 2, holds: '', mayImport: ['core'] },
  chain: { floor: 2, holds: '', mayImport: ['core'] },
  index: { floor: 3, holds: '', mayImport: '*' },
};

const files = {
  'index.ts': ['core/field.ts', 'chain/send.ts', 'batch/execute.ts'],
  'core/field.ts': [],
  'batch/execute.ts': ['core/field.ts'],
  'chain/send.ts': ['core/field.ts', 'chain/fees.ts'],
  'chain/fees.ts': [],
};

test('default: nothing where each import stands in the table', () => {
  expect(findArrowsUp(madeUpTree(files), ROOMS)).toEqual([]);
  expect(findRoomsWithoutRow(madeUpTree(files), ROOMS)).toEqual([]);
});

test('default: imports of a higher floor, of the same floor and of a face, gathered by rooms', () => {
  const changed = {
    ...files,
    'core/field.ts': ['chain/send.ts', 'chain/fees.ts'],
    'batch/execute.ts': ['chain/send.ts'],
    'chain/fees.ts': ['index.ts'],
  };
  expect(findArrowsUp(madeUpTree(changed), ROOMS)).toEqual([
    {
      from: 'core',
      to: 'chain',
      imports: [
        { from: 'core/field.ts', to: 'chain/send.ts' },
        { from: 'core/field.ts', to: 'chain/fees.ts' },
      ],
    },
    { from: 'batch', to: 'chain', imports: [{ from: 'batch/execute.ts', to: 'chain/send.ts' }] },
    { from: 'chain', to: 'index', imports: [{ from: 'chain/fees.ts', to: 'index.ts' }] },
  ]);
});

test('behavior: folders and loose files without a row are named, and their imports left out', () => {
  const changed = { ...files, 'market/auction.ts': ['chain/send.ts'], 'errors.ts': [], 'core/field.ts': ['errors.ts'] };
  expect(findRoomsWithoutRow(madeUpTree(changed), ROOMS)).toEqual(['errors', 'market']);
  expect(findArrowsUp(madeUpTree(changed), ROOMS)).toEqual([]);
});
