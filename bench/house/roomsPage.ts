import { type HousePackage, importableRooms, type Rooms } from './rooms.js';

/** The page with the tables of rooms, from the repository's root. */
export const ROOMS_PAGE = 'docs/architecture.md';

/** The rooms of a package as a table of Markdown, from the ground up. */
export function formatRooms(rooms: Rooms): string {
  const rows = Object.entries(rooms)
    .map(([name, { floor, holds, mayImport }]) => {
      const allowed = mayImport === '*' ? 'all below' : importableRooms(rooms, name).join(', ');
      return { floor, text: `| ${floor} | ${name} | ${holds} | ${allowed || 'nothing'} |` };
    })
    .sort((one, other) => one.floor - other.floor);
  return ['| floor | room | holds | may import |', '| ---: | --- | --- | --- |', ...rows.map(({ text }) => text)].join(
    '\n',
  );
}

/** The page with the tables of the packages' rooms between their marks, whatever stood there. */
export function withRooms(page: string, packages: readonly HousePackage[]): string {
  return packages.reduce((text, { folder, rooms }) => {
    const marks = new RegExp(`(<!-- rooms of ${folder}: [^\\n]*-->\\n)[^]*?(<!-- /rooms of ${folder} -->)`);
    if (!marks.test(text)) throw new Error(`${ROOMS_PAGE} has no marks for the rooms of ${folder}`);
    return text.replace(marks, (_all, begin: string, end: string) => `${begin}${formatRooms(rooms)}\n${end}`);
  }, page);
}
