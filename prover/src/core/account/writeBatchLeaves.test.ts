import { beforeAll, expect, test } from 'vitest';
import { loadCrypto } from '../hash/crypto.js';
import { publicKeyOf } from '../signature.js';
import { AccountTree } from '../tree/AccountTree.js';
import { createMemoryNodeStore } from '../tree/nodeStores.js';
import { ZERO_UNITS } from '../units.js';
import { batchLeaves } from './batchLeaves.js';
import { leafOf, openedAccount } from './leaf.js';
import { hashTerms } from './terms.js';
import { writeBatchLeaves } from './writeBatchLeaves.js';

beforeAll(loadCrypto);

const terms = { providerSerial: 0, prices: { ...ZERO_UNITS }, expiry: 0, viewKey: 9n };
const account = (serial: number) => openedAccount({ serial, owner: publicKeyOf(5n), terms, amount: 3n });
const opened = () => [3, 4].map((serial) => ({ ...account(serial), terms: hashTerms(terms), amount: 3n }));
const updates = [
  { serial: 4, leaf: 40n, maskedWord: 1n },
  { serial: 1, leaf: 10n, maskedWord: 2n },
  { serial: 4, leaf: 41n, maskedWord: 3n },
];

test('default: opens first, then updates, of which the last slot of an account holds', () => {
  expect([...batchLeaves({ salt: 7n, updates, opened: opened() }).values()]).toEqual([
    { serial: 3, leaf: leafOf(account(3)), update: undefined },
    { serial: 4, leaf: 41n, update: { slot: 2, salt: 7n, maskedWord: 3n } },
    { serial: 1, leaf: 10n, update: { slot: 1, salt: 7n, maskedWord: 2n } },
  ]);
});

test('behavior: the leaves are in the tree, and the root is that of opens and updates one by one', async () => {
  const nodes = createMemoryNodeStore();
  const slow = new AccountTree(createMemoryNodeStore());
  for (const { serial } of opened()) await slow.update(serial, leafOf(account(serial)));
  for (const { serial, leaf } of updates) await slow.update(serial, leaf);
  const written = await writeBatchLeaves(nodes, { salt: 7n, updates, opened: opened() });
  expect(written).toEqual({ root: await slow.root(), leaves: batchLeaves({ salt: 7n, updates, opened: opened() }) });
  for (const serial of [1, 3, 4]) expect(await new AccountTree(nodes).path(serial)).toEqual(await slow.path(serial));
});
