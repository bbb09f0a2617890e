import type { InputMap } from '@noir-lang/noir_js';
import { expect, test } from 'vitest';
import { createBatchWorld } from './support/createBatchWorld.js';

/** The last is a key off the curve, which the witness generator can't even compute with. */
const REFUSED = /Circuit execution failed|Cannot satisfy constraint|is not on curve/;
const PRIVATE = ['cap', 'open_paths', 'settles', 'credits', 'withdrawals'];
const { execute, baseScenario, inputsOf } = await createBatchWorld();

type Place = readonly (string | number)[];

/** The place of every scalar in a value. */
function placesOf(value: unknown): Place[] {
  if (typeof value !== 'object' || value === null) return [[]];
  const entries = Array.isArray(value) ? [...value.entries()] : Object.entries(value);
  return entries.flatMap(([key, part]) => placesOf(part).map((place) => [key, ...place]));
}

/** Of the four nodes on each level of a path one is tried, in turn. */
function isPassedOver(place: Place): boolean {
  const [level, node] = place.slice(-2);
  const isOfPath = place[0] === 'open_paths' || place.includes('path');
  return isOfPath && node !== Number(level) % 4;
}

/** The same value with the scalar at a place turned into another: a flag, an index of two, or a field element. */
function changedAt(value: unknown, [key, ...rest]: Place): unknown {
  if (typeof value === 'boolean') return !value;
  if (typeof value === 'number') return 1 - value;
  if (typeof value === 'string') return `0x${(BigInt(value) + 1n).toString(16)}`;
  if (Array.isArray(value)) return value.map((part, i) => (i === key ? changedAt(part, rest) : part));
  const fields = Object.entries(value as object);
  return Object.fromEntries(fields.map(([name, part]) => [name, name === key ? changedAt(part, rest) : part]));
}

test('behavior: each private input is held by a constraint; only what a refresh has no use for is free', async () => {
  const inputs = inputsOf(baseScenario());
  const places = PRIVATE.flatMap((name) => placesOf(inputs[name]).map((place): Place => [name, ...place])).filter(
    (place) => !isPassedOver(place),
  );
  expect(places).toHaveLength(242);
  const free: string[] = [];
  for (const place of places) {
    const refused = await execute(changedAt(inputs, place) as InputMap).then(
      () => undefined,
      (error: Error) => error.message,
    );
    if (refused === undefined) free.push(place.join('.'));
    else expect(refused, place.join('.')).toMatch(REFUSED);
  }
  expect(free).toEqual([
    'settles.1.signature_s.0',
    'settles.1.signature_s.1',
    'settles.1.signature_e.0',
    'settles.1.signature_e.1',
    'settles.1.credit_slot',
  ]);
}, 180_000);
