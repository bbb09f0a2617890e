import { expect, test } from 'vitest';
import { ZERO_UNITS } from '../core/units.js';
import type { ClientState } from './clientState.js';
import { keepingNotes } from './keepingNotes.js';

const state = (units: bigint): ClientState => ({
  signed: { ...ZERO_UNITS, computeUnitSeconds: units },
  used: ZERO_UNITS,
});

/** A store whose saves end when the test says so. */
function slowStore() {
  const saves: { units: bigint; end: (error?: Error) => void }[] = [];
  return {
    saves,
    store: {
      load: async () => undefined,
      save: (_serial: number, { signed }: ClientState) =>
        new Promise<void>((resolve, reject) => {
          const end = (error?: Error) => (error === undefined ? resolve() : reject(error));
          saves.push({ units: signed.computeUnitSeconds, end });
        }),
    },
  };
}
const turn = () => new Promise((resolve) => setImmediate(resolve));

test('default: a note is saved where the store takes none, after what is being saved, with the latest state', async () => {
  const { saves, store } = slowStore();
  const kept = keepingNotes(store);
  const first = kept.save(7, state(1n));
  await turn();
  kept.note(7, state(2n));
  const last = kept.save(7, state(3n));
  await turn();
  expect(saves.map(({ units }) => units)).toEqual([1n]);
  saves[0]?.end();
  await first;
  await turn();
  expect(saves.map(({ units }) => units)).toEqual([1n, 3n]);
  saves[1]?.end();
  await last;
});

test('behavior: a note that cannot be saved ends nothing, and what follows is saved', async () => {
  const { saves, store } = slowStore();
  const kept = keepingNotes(store);
  kept.note(7, state(1n));
  await turn();
  saves[0]?.end(new Error('no space left on device'));
  await turn();
  const saved = kept.save(7, state(2n));
  await turn();
  saves[1]?.end();
  await saved;
  expect(saves).toHaveLength(2);
});

test('behavior: allowances do not wait for each other', async () => {
  const { saves, store } = slowStore();
  const kept = keepingNotes(store);
  kept.note(7, state(1n));
  kept.note(8, state(1n));
  await turn();
  expect(saves).toHaveLength(2);
});

test('behavior: a store that takes notes gets them as they are', async () => {
  const noted: bigint[] = [];
  const { saves, store } = slowStore();
  const own = {
    ...store,
    note: (_serial: number, { signed }: ClientState) => void noted.push(signed.computeUnitSeconds),
  };
  keepingNotes(own).note(7, state(4n));
  await turn();
  expect([noted, saves]).toEqual([[4n], []]);
});
