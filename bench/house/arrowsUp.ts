import { mayImport, type Rooms, roomOf } from './rooms.js';
import type { SourceGraph } from './sourceGraph.js';

/** Imports from a room to one that its row of the table doesn't name. */
export type ArrowUp = { from: string; to: string; imports: { from: string; to: string }[] };

/** Imports, those of types included, that the table of rooms doesn't allow. Of rooms without a row it says nothing. */
export function findArrowsUp(graph: SourceGraph, rooms: Rooms): ArrowUp[] {
  const arrows = new Map<string, ArrowUp>();
  for (const [file, { imports }] of graph) {
    const from = roomOf(file);
    for (const target of new Set(imports.map(({ to }) => to))) {
      const to = roomOf(target);
      if (rooms[from] === undefined || rooms[to] === undefined || mayImport(rooms, from, to)) continue;
      const arrow = arrows.get(`${from} ${to}`) ?? { from, to, imports: [] };
      arrow.imports.push({ from: file, to: target });
      arrows.set(`${from} ${to}`, arrow);
    }
  }
  return [...arrows.values()];
}

/** The rooms that lie in the sources and have no row in the table. */
export function findRoomsWithoutRow(graph: SourceGraph, rooms: Rooms): string[] {
  const found = new Set([...graph.keys()].map(roomOf));
  return [...found].filter((room) => rooms[room] === undefined).sort();
}
