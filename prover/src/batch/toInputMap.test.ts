import { type CompiledCircuit, Noir } from '@noir-lang/noir_js';
import { beforeAll, expect, test } from 'vitest';
import { compileShape } from '../../test-support/compileShape.js';
import { createWorld, NOW, TINY } from '../../test-support/createWorld.js';
import { createMemoryAccountStore } from '../core/account/stores.js';
import { hashTerms } from '../core/account/terms.js';
import { loadCrypto } from '../core/hash/crypto.js';
import { MAX_BALANCE, MAX_COUNTER, MAX_EXPIRY, MAX_NONCE, MAX_PRICE } from '../core/limits.js';
import { publicKeyOf } from '../core/signature.js';
import { createMemoryNodeStore } from '../core/tree/nodeStores.js';
import { ZERO_UNITS } from '../core/units.js';
import { executeBatch } from './executeBatch.js';

let circuit: CompiledCircuit;

beforeAll(async () => {
  await loadCrypto();
  circuit = await compileShape(TINY);
});

test('default: the circuit accepts a batch with every kind of slot', async () => {
  const world = await createWorld();
  const request = world.request({
    opens: [{ owner: publicKeyOf(5n), terms: world.allowance(2), amount: 777n }],
    settlements: [
      world.receipt(3, { computeUnitSeconds: 1000n, egressMib: 10n }),
      world.receipt(4, { storageGibHours: 20n }),
    ],
    withdrawals: [world.withdrawal(2, 3000n)],
  });
  const { inputs } = await executeBatch({ ...world, request });
  await expect(new Noir(circuit).execute(inputs)).resolves.toMatchObject({ returnValue: null });
});

test('behavior: the circuit accepts the first batch, which opens the operator and an account of undisclosed terms', async () => {
  const world = await createWorld();
  const { owner, terms } = await world.account(1);
  const opens = [
    { owner, terms, amount: 0n },
    { owner: publicKeyOf(7n), terms: hashTerms(world.allowance(1)), amount: 2n ** 88n - 1n },
  ];
  const stores = { nodes: createMemoryNodeStore(), accounts: createMemoryAccountStore() };
  const { inputs } = await executeBatch({
    ...stores,
    request: world.request({ opens, firstSerial: 1, coverSerials: [] }),
  });
  await expect(new Noir(circuit).execute(inputs)).resolves.toBeDefined();
});

test('behavior: the circuit accepts batches one after another', async () => {
  const world = await createWorld({ allowances: 5 });
  for (let i = 1n; i <= 3n; i++) {
    const settlements = [3, 4, 5].map((serial) => world.receipt(serial, { computeUnitSeconds: i * 10n }));
    const batch = await executeBatch({ ...world, request: world.request({ settlements }) });
    await expect(new Noir(circuit).execute(batch.inputs)).resolves.toBeDefined();
    await world.commit(batch);
  }
});

test('behavior: the circuit accepts the greatest values that the formats allow', async () => {
  const world = await createWorld();
  const counters = { ...ZERO_UNITS, storageGibHours: MAX_COUNTER };
  // (2^44 - 1) · (2^44 + 1) = 2^88 - 1, the whole of the greatest balance at once.
  const prices = {
    ...ZERO_UNITS,
    computeUnitSeconds: 2n ** 44n + 1n,
    storageGibHours: MAX_PRICE,
    egressMib: MAX_PRICE,
  };
  const whole = await world.insert({ ...world.allowance(2), prices, expiry: MAX_EXPIRY }, MAX_BALANCE, { counters });
  const spent = await world.insert(world.allowance(2, NOW), MAX_BALANCE, { nonce: MAX_NONCE - 1, counters });
  const request = world.request({
    feeBps: 1000,
    opens: [{ owner: publicKeyOf(5n), terms: world.allowance(2 ** 32 - 1, MAX_EXPIRY), amount: MAX_BALANCE }],
    firstSerial: 4 ** 12 - 1,
    settlements: [world.receipt(whole.serial, { computeUnitSeconds: MAX_COUNTER, storageGibHours: MAX_COUNTER })],
    withdrawals: [world.withdrawal(spent.serial, MAX_BALANCE, MAX_NONCE - 1)],
  });
  const batch = await executeBatch({ ...world, request });
  await expect(new Noir(circuit).execute(batch.inputs)).resolves.toBeDefined();
  await world.commit(batch);
  const fee = MAX_BALANCE / 10n;
  expect(await world.account(whole.serial)).toMatchObject({ balance: 0n });
  expect(await world.account(spent.serial)).toMatchObject({ balance: 0n, nonce: MAX_NONCE });
  expect(await world.account(2)).toMatchObject({ balance: MAX_BALANCE - fee });
  expect(await world.account(1)).toMatchObject({ balance: fee });
  // The exhausted account is still good for cover.
  const again = world.request({ coverSerials: [spent.serial], earningCoverSerials: [2] });
  await expect(
    new Noir(circuit).execute((await executeBatch({ ...world, request: again })).inputs),
  ).resolves.toBeDefined();
});

test('error: the circuit refuses a batch whose balance was raised', async () => {
  const world = await createWorld();
  const { inputs } = await executeBatch({ ...world, request: world.request() });
  const [settle] = inputs.settles as { balance: string }[];
  if (settle) settle.balance = '0xffffff';
  await expect(new Noir(circuit).execute(inputs)).rejects.toThrow('path does not lead to the old node');
});
