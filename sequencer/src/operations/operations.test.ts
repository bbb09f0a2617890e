import { rollupAbi } from '@tallystick/verifier-contracts';
import { expect, test } from 'vitest';
import { COUNT_COLUMNS, ITEM_KINDS } from '../store/items/itemStores.js';
import { itemOperations, OPERATION_KINDS, operations } from './operations.js';

test('default: the operations in the order in which a batch runs them, by the names that metrics, logs and routes have', () => {
  const shown = OPERATION_KINDS.map((kind) => [kind, operations[kind].name, operations[kind].submit.path]);
  expect(shown).toEqual([
    ['opens', 'account', '/v1/accounts'],
    ['settlements', 'settlement', '/v1/settlements'],
    ['withdrawals', 'withdrawal', '/v1/withdrawals'],
  ]);
});

test('behavior: what the store knows of items and what the operations say of them are of the same kinds', () => {
  expect(Object.keys(itemOperations)).toEqual(ITEM_KINDS);
  expect(Object.keys(COUNT_COLUMNS)).toEqual(ITEM_KINDS);
  const sections = ITEM_KINDS.map((kind) => itemOperations[kind].section);
  expect(new Set(sections).size).toBe(ITEM_KINDS.length);
});

test('behavior: errors after which batches are made anew are ones that the contract declares', () => {
  const declared = new Set<string>(rollupAbi.flatMap((item) => (item.type === 'error' ? [item.name] : [])));
  const given = OPERATION_KINDS.flatMap((kind) => operations[kind].rebuildAfter);
  expect(given.filter((name) => !declared.has(name))).toEqual([]);
});

test('behavior: an item needs the accounts that must be in the tree, and says whom it credits', async () => {
  const terms = { providerSerial: 2, prices: {}, expiry: 1, viewKey: 1n } as never;
  const known = new Map([2, 3].map((serial) => [serial, terms]));
  const termsOf = async (serial: number) => known.get(serial);
  const { settlements, withdrawals } = itemOperations;
  expect(await settlements.needs({ serial: 3 } as never, termsOf)).toEqual({ serials: [3, 2], credited: 2 });
  expect(await withdrawals.needs({ serial: 3 } as never, termsOf)).toEqual({ serials: [3] });
  expect(await withdrawals.needs({ serial: 4 } as never, termsOf)).toBeUndefined();
  known.delete(2);
  expect(await settlements.needs({ serial: 3 } as never, termsOf)).toBeUndefined();
});
