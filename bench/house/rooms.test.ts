import { expect, test } from 'vitest';
import { type HousePackage, house, importableRooms, mayImport, type Rooms, roomOf } from './rooms.js';

test.each(Object.values(house))(
  'default: each row of $name names rooms of lower floors only',
  ({ rooms }: HousePackage) => {
    for (const [name, { floor }] of Object.entries(rooms)) {
      for (const other of importableRooms(rooms, name)) {
        expect(rooms[other]?.floor, `${name} imports ${other}`).toBeLessThan(floor);
      }
    }
  },
);

test('behavior: a room may import itself and what its row names; a star names all lower floors', () => {
  const rooms: Rooms = {
    core: { floor: 1, holds: '', mayImport: [] },
    batch: { floor: 2, holds: '', mayImport: ['core'] },
    cli: { floor: 3, holds: '', mayImport: '*' },
    index: { floor: 3, holds: '', mayImport: '*' },
  };
  expect(importableRooms(rooms, 'cli')).toEqual(['core', 'batch']);
  expect(mayImport(rooms, 'batch', 'core')).toBe(true);
  expect(mayImport(rooms, 'batch', 'batch')).toBe(true);
  expect(mayImport(rooms, 'core', 'batch')).toBe(false);
  expect(mayImport(rooms, 'cli', 'index')).toBe(false);
  expect(mayImport(rooms, 'attic', 'core')).toBe(false);
});

test('behavior: the room of a file is its first folder, or the file itself where it lies by itself', () => {
  expect(['core/hash/poseidon2.ts', 'core/field.ts', 'verify.ts'].map(roomOf)).toEqual(['core', 'core', 'verify']);
});
