import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { type HousePackage, house, type Rooms } from './rooms.js';
import { formatRooms, ROOMS_PAGE, withRooms } from './roomsPage.js';

const page = readFileSync(new URL(`../../${ROOMS_PAGE}`, import.meta.url), 'utf8');
const rooms: Rooms = {
  cli: { floor: 2, holds: 'the command', mayImport: '*' },
  core: { floor: 1, holds: 'the vocabulary', mayImport: [] },
  batch: { floor: 2, holds: 'batches', mayImport: ['core'] },
};

test('default: the page has the table of rooms (npm run house -- --write-rooms writes it)', () => {
  expect(page).toBe(withRooms(page, Object.values(house)));
});

test('behavior: from the ground up, a star is all below', () => {
  expect(formatRooms(rooms).split('\n')).toEqual([
    '| floor | room | holds | may import |',
    '| ---: | --- | --- | --- |',
    '| 1 | core | the vocabulary | nothing |',
    '| 2 | cli | the command | all below |',
    '| 2 | batch | batches | core |',
  ]);
});

test('behavior: only what stands between the marks is replaced; a page without them is refused', () => {
  const small = { folder: 'small', rooms } as unknown as HousePackage;
  const text = 'a\n<!-- rooms of small: x -->\nold\n<!-- /rooms of small -->\nb\n';
  expect(withRooms(text, [small])).toBe(
    `a\n<!-- rooms of small: x -->\n${formatRooms(rooms)}\n<!-- /rooms of small -->\nb\n`,
  );
  expect(() => withRooms('a', [small])).toThrow('no marks for the rooms of small');
});
