import { readdir, readFile } from 'node:fs/promises';
import { rollupAbi, toBatchArgument, writeDeployment } from '@tallystick/verifier-contracts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  anvilAccount,
  type CliWorld,
  createCliWorld,
  OPERATOR_KEY,
  OPERATOR_TERMS,
} from '../../test-support/createCliWorld.js';
import { executeBatch } from '../batch/executeBatch.js';
import { createAllowanceBook } from '../clientFiles/book/createAllowanceBook.js';
import { createMemoryAccountStore } from '../core/account/stores.js';
import { randomField } from '../core/field.js';
import { loadCrypto } from '../core/hash/crypto.js';
import { deriveAccountKey, deriveAllowanceKey, deriveViewKey } from '../core/keys.js';
import { signReceipt } from '../core/receipt/receipt.js';
import { publicKeyOf } from '../core/signature.js';
import { createMemoryNodeStore } from '../core/tree/nodeStores.js';

const shape = { id: 9, name: 'double', opens: 3, settles: 2, credits: 2, withdrawals: 1, activeDepth: 10, capDepth: 2 };
const PROVIDER = 2;
const ALLOWANCE = 3;

let world: CliWorld;
const state = () => ['--state', world.inFolder('state')];

beforeAll(async () => {
  world = await createCliWorld({ shape, slotSeconds: 900 });
  const { run, where, deployment, publicClient, writer, chainNow } = world;
  const open = (...more: string[]) =>
    // Nobody listens at the sequencer's address; the accounts are open on the chain all the same.
    run('allowance open --sequencer http://127.0.0.1:1', ...where, ...state(), ...more);
  await open('--earning');
  await open('--provider', '2', '--amount', '5000000', '--egress-price', '3', '--expiry', '+2h');
  const records = await createAllowanceBook(world.inFolder('state')).list();
  expect(records).toMatchObject([{ serial: PROVIDER }, { serial: ALLOWANCE }]);

  const { domain, rollup } = deployment;
  // A command unloads it when it ends.
  await loadCrypto();
  const root = (await deriveAccountKey(anvilAccount(1))).privateKey;
  const { privateKey } = deriveAllowanceKey({ root, index: 1, domain });
  const receipt = (egressMib: bigint) => {
    const units = { computeUnitSeconds: 0n, storageGibHours: 0n, egressMib };
    return signReceipt({ domain, serial: ALLOWANCE, units, privateKey });
  };
  const nodes = createMemoryNodeStore();
  const accounts = createMemoryAccountStore();
  // The first batch opens the accounts, the second and the third settle 50 MiB and 200 more.
  for (const [batch, settlements] of [[], [receipt(50n)], [receipt(250n)]].entries()) {
    const opens = [{ owner: publicKeyOf(OPERATOR_KEY), terms: OPERATOR_TERMS, amount: 0n }, ...records];
    const executed = await executeBatch({
      nodes,
      accounts,
      request: {
        shape,
        domain,
        now: await chainNow(),
        salt: randomField(),
        feeBps: deployment.feeBps,
        operatorSerial: 1,
        firstSerial: batch === 0 ? 1 : 4,
        opens: batch === 0 ? opens : [],
        settlements,
        withdrawals: [],
        random: randomField,
        coverSerials: [1, 2, 3],
      },
    });
    const { request } = await publicClient.simulateContract({
      address: rollup,
      abi: rollupAbi,
      functionName: 'submitBatch',
      args: [BigInt(shape.id), toBatchArgument(executed), '0x'],
      account: writer(0).account,
    });
    await publicClient.waitForTransactionReceipt({ hash: await writer(0).writeContract(request) });
    await nodes.set(executed.nodes);
    await accounts.set(executed.accounts);
  }
});
afterAll(() => world?.stop());

const usage = (from: number, to: number, minIncrease: number, ...more: string[]) =>
  world.run(
    `prove usage --serial ${PROVIDER} --resource egress`,
    ...world.where,
    ...state(),
    ...['--from-batch', `${from}`, '--to-batch', `${to}`, '--min-increase', `${minIncrease}`],
    ...more,
  );

test('default: rebuild prints the root of the contract', async () => {
  const { run, where, inFolder, readJson, publicClient, deployment } = world;
  const rebuilt = await run('rebuild', ...where, '--json', inFolder('rebuilt.json'));
  expect(rebuilt).toMatchObject({ code: 0 });
  const [, root] = await publicClient.readContract({
    address: deployment.rollup,
    abi: rollupAbi,
    functionName: 'latest',
  });
  const hex = `0x${root.toString(16).padStart(64, '0')}`;
  expect(rebuilt.out).toMatch(new RegExp(`batch +3\nroot +${hex}\nequals the contract +yes`));
  expect(await readJson('rebuilt.json')).toMatchObject({ batchId: '3', root: hex, rootsEqual: true, queued: 0 });
  expect((await run('rebuild --to-batch 1', ...where)).out).toMatch(/batch +1\n/);
  const far = await run('rebuild --to-batch 4', ...where);
  expect(far.code).toBe(1);
  expect(far.err).toContain('error chain/unknown-batch:');
});

test('default: usage is proved from the chain alone and verified by it', async () => {
  const { run, where, inFolder, readJson } = world;
  const proved = await usage(1, 3, 240, '--out', inFolder('usage.json'), '--json', inFolder('result.json'));
  expect(proved).toMatchObject({ code: 0 });
  expect(proved.out).toMatch(/proved +at least 240 MiB of egress/);
  expect(await readJson('usage.json')).toMatchObject({
    statement: 'usage',
    serial: PROVIDER,
    resource: 'egressMib',
    minIncrease: '240',
    batches: { before: '1', after: '3' },
  });
  const verified = await run('verify', inFolder('usage.json'), ...where, '--json', inFolder('verified.json'));
  expect(verified).toMatchObject({ code: 0 });
  expect(verified.out).toMatch(/at least +240 MiB of egress\nbatches +after 1, up to 3\nchecked by +the chain's roots/);
  expect(await readJson('verified.json')).toMatchObject({ valid: true, checkedBy: 'chain' });
  expect((await run('verify', inFolder('usage.json'))).out).toMatch(/checked by +the key alone/);
});

test('behavior: neither the view key nor the increase is in any output', async () => {
  const { deployment, inFolder } = world;
  await loadCrypto();
  const root = (await deriveAccountKey(anvilAccount(1))).privateKey;
  const viewKey = deriveViewKey({ root, index: 0, domain: deployment.domain }).toString(16);
  const { code, out, err } = await usage(
    0,
    2,
    7,
    '--out',
    inFolder('seven.json'),
    '--json',
    inFolder('seven-result.json'),
  );
  expect(code).toBe(0);
  const files = (await readdir(world.inFolder('.'))).filter((name) => name.startsWith('seven'));
  const texts = await Promise.all(files.map((name) => readFile(inFolder(name), 'utf8')));
  expect(files).toHaveLength(2);
  expect([out, err, ...texts].join()).not.toContain(viewKey);
  expect([out, ...texts].join()).not.toMatch(/\b50\b/);
});

test('error: more than was delivered between the batches', async () => {
  const { code, err } = await usage(2, 3, 201);
  expect(code).toBe(1);
  expect(err).toContain('error usage/insufficient-increase:');
  expect(err).toContain('given: 201\n  expected: at most 200');
});

test('error: batches that there are not, or the wrong way round', async () => {
  expect((await usage(1, 4, 1)).err).toContain('error chain/unknown-batch:');
  expect((await usage(3, 1, 1)).err).toContain('error usage/out-of-range:');
});

test('error: an allowance, and an account of somebody else', async () => {
  const { run, where } = world;
  const of = (serial: number, index: number) =>
    run(
      `prove usage --serial ${serial} --index ${index} --resource egress --from-batch 1 --to-batch 3 --min-increase 1`,
      ...where,
      '--state',
      world.inFolder('no-records'),
    );
  for (const [serial, index] of [
    [ALLOWANCE, 1],
    [PROVIDER, 5],
    [1, 0],
  ] as const) {
    expect((await of(serial, index)).err).toContain('error account/not-recoverable:');
  }
});

test('error: a proof about roots that the chain has not, and one that does not name its batches', async () => {
  const { run, where, readJson, writeJson } = world;
  const proof = await readJson('usage.json');
  const other = await writeJson('other.json', { ...proof, batches: { before: '2', after: '3' } });
  expect((await run('verify', other, ...where)).err).toContain('field: rootBefore');
  const { batches: _, ...unnamed } = proof;
  expect((await run('verify', await writeJson('unnamed.json', unnamed), ...where)).err).toContain('field: batches');
  const more = await writeJson('more.json', { ...proof, minIncrease: '241' });
  expect((await run('verify', more, ...where)).err).toContain('error statement/invalid-proof:');
});

test('error: a deployment without courts', async () => {
  const { courts: _, ...bare } = world.deployment;
  await writeDeployment(world.inFolder('bare.json'), bare);
  const where = ['--rpc', world.rpcUrl, '--deployment', world.inFolder('bare.json')];
  expect((await world.run('verify', world.inFolder('usage.json'), ...where)).err).toContain('error stake/no-courts:');
  expect((await world.run('prove uptime --epoch 1', ...where)).err).toContain('error stake/no-courts:');
});
