import { type CompiledCircuit, Noir } from '@noir-lang/noir_js';
import { beforeAll, expect, test } from 'vitest';
import { compileTiny } from '../../test-support/compileTiny.js';
import { createWorld } from '../../test-support/createWorld.js';
import { createMemoryAccountStore } from '../account/createMemoryAccountStore.js';
import { hashTerms } from '../account/hashTerms.js';
import { loadCrypto } from '../hash/loadCrypto.js';
import { publicKeyOf } from '../signature/publicKeyOf.js';
import { createMemoryNodeStore } from '../tree/createMemoryNodeStore.js';
import { executeBatch } from './executeBatch.js';

let circuit: CompiledCircuit;

beforeAll(async () => {
  await loadCrypto();
  circuit = await compileTiny();
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

test('error: the circuit refuses a batch whose balance was raised', async () => {
  const world = await createWorld();
  const { inputs } = await executeBatch({ ...world, request: world.request() });
  const [settle] = inputs.settles as { balance: string }[];
  if (settle) settle.balance = '0xffffff';
  await expect(new Noir(circuit).execute(inputs)).rejects.toThrow('path does not lead to the old node');
});
