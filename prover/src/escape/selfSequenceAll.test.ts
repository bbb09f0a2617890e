import { rollupAbi } from '@tallystick/verifier-contracts';
import { createWalletClient, HttpRequestError, http } from 'viem';
import { foundry } from 'viem/chains';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { type Anvil, startAnvil } from '../../../verifier-contracts/test-support/startAnvil.js';
import {
  createOwnBatchChain,
  type OwnBatchChain,
  ownBatchDouble,
  ownBatchWallet,
} from '../../test-support/createOwnBatchChain.js';
import type { Terms } from '../core/account/terms.js';
import { loadCrypto } from '../core/hash/crypto.js';
import { reserveSlot } from './reserveSlot.js';
import { type SelfSequenceAllParameters, selfSequenceAll } from './selfSequenceAll.js';
import { readTurn } from './turn.js';
import { waitForTurn } from './waitForTurn.js';

const DAY = 24 * 3600;
const recipient = ownBatchWallet(1).address;

let anvil: Anvil;
let world: OwnBatchChain;
beforeAll(async () => {
  await loadCrypto();
  anvil = await startAnvil();
});
afterAll(() => anvil?.stop());
beforeEach(async () => {
  world = await createOwnBatchChain(anvil.rpcUrl);
});

/** Opens further allowances like the first, from serial 4 on, and puts all accounts into the tree. */
async function openAll(...changes: Partial<Terms>[]): Promise<Map<number, Terms>> {
  const { allowance, open, takeQueue } = world;
  const terms = new Map([[3, allowance.terms]]);
  for (const [i, change] of changes.entries()) {
    const its = { ...allowance.terms, viewKey: BigInt(40 + i), ...change };
    await open({ ...allowance, terms: its }, 1_000n);
    terms.set(4 + i, its);
  }
  for (let taken = 0; taken < 3 + changes.length; taken += 2) await takeQueue(2);
  return terms;
}

/** Lets time pass until a batch of one's own may be submitted. */
async function comeTurn(): Promise<void> {
  const { clients, rollup, pass } = world;
  await waitForTurn({ ...clients, rollup, fromBlock: 0n, reserve: false, pause: () => pass(60) });
}

/** Runs it with the endpoint's silence and another's batches where the test puts them; its time passes by the minute. */
async function run(
  change: Partial<SelfSequenceAllParameters> & { terms: Map<number, Terms> },
  prove?: (proofs: number) => Promise<void>,
) {
  const { clients, deployment, provider, pass } = world;
  const notices: (string | undefined)[] = [];
  let proofs = 0;
  const double = ownBatchDouble(async () => {
    proofs += 1;
    await prove?.(proofs);
  });
  const done = await selfSequenceAll({
    ...clients,
    ...double,
    deployment,
    account: provider,
    receipts: [...change.terms.keys()].map((serial) => world.receipt(100n, serial)),
    pause: () => pass(60),
    onProgress: ({ status, detail }) => status === 'notice' && notices.push(detail),
    ...change,
  }).catch((error: unknown) => error as Error);
  if (done instanceof Error) return { error: done, proofs, notices };
  return {
    settled: done.made.map(({ settlements }) => settlements.map(({ serial }) => serial)),
    withdrawn: done.made.map(({ withdrawals }) => withdrawals.map(({ amount }) => amount)),
    settledBefore: done.settled,
    lost: done.lost.map(({ serial, error }) => [serial, error.code]),
    proofs,
    notices,
  };
}

const silent = () => new HttpRequestError({ url: 'http://nobody' });

/** The endpoint, with the first `times` calls of a method after the turn has come unanswered. */
function silentFor(times: number, method: 'getBlock' | 'simulateContract', isOn: () => boolean) {
  let left = times;
  const { publicClient } = world;
  const real = publicClient[method] as (...parameters: unknown[]) => Promise<unknown>;
  const unsteady = async (...parameters: unknown[]) => {
    if (isOn() && left-- > 0) throw silent();
    return real(...parameters);
  };
  return { ...publicClient, [method]: unsteady } as typeof publicClient;
}

test('default: as many batches as it takes, the withdrawal with the last', async () => {
  const terms = await openAll({}, {}, {});
  expect(await run({ terms, withdrawal: { amount: 'all', recipient } })).toEqual({
    settled: [[3, 4, 5], [6]],
    withdrawn: [[], [1_200n]],
    settledBefore: [],
    lost: [],
    proofs: 2,
    notices: [],
  });
});

test('behavior: an allowance that expires while it waits does not take the others with it', async () => {
  const { publicClient, rollup, pass, now } = world;
  const terms = await openAll({ expiry: (await now()) + 2 * DAY });
  const expiry = terms.get(4)?.expiry ?? 0;
  // The operator's half of the period before it expires.
  const { windowEnd } = await readTurn({ publicClient, rollup });
  await pass(Math.max(windowEnd, expiry - 300 - ((expiry - 300 - windowEnd) % 1800)) - (await now()));
  let pauses = 0;
  const pause = () => pass(pauses++ === 0 ? 1_800 : 60);
  expect(await run({ terms, pause, withdrawal: { amount: 'all', recipient } })).toMatchObject({
    settled: [[3]],
    withdrawn: [[300n]],
    lost: [[4, 'batch/expired']],
    notices: [expect.stringContaining('serial 4: batch/expired')],
  });
});

test("behavior: another's batch that settles one meanwhile leaves the others to do", async () => {
  const terms = await openAll({});
  const result = await run({ terms }, async (proofs) => {
    if (proofs === 1) await world.takeQueue(0, 200n);
  });
  expect(result).toMatchObject({
    settled: [[4]],
    settledBefore: [],
    lost: [],
    notices: ['another batch came first; starting again'],
  });
});

test('behavior: nothing is left to do when others have settled everything meanwhile', async () => {
  const terms = await openAll();
  const result = await run({ terms }, async (proofs) => {
    if (proofs === 1) await world.takeQueue(0, 100n);
  });
  expect(result).toMatchObject({ error: { code: 'escape/nothing-to-do' }, proofs: 1 });
});

test.each(['getBlock', 'simulateContract'] as const)(
  'behavior: the silence of the endpoint is outlasted while the batch is made or submitted: %s',
  async (method) => {
    const terms = await openAll();
    await comeTurn();
    let isOn = method === 'simulateContract';
    const onProgress = ({ step, status }: { step: string; status: string }) => {
      if (step === 'rebuild' && status === 'done') isOn = true;
    };
    const publicClient = silentFor(7, method, () => isOn);
    const pause = () => world.pass(20);
    const result = await run({ terms, publicClient, pause, onProgress, withdrawal: { amount: 5n, recipient } });
    expect(result).toMatchObject({ settled: [[3]], withdrawn: [[5n]] });
  },
);

test('error: the silence of the endpoint without anything to wait with', async () => {
  const terms = await openAll();
  await comeTurn();
  const publicClient = silentFor(1, 'simulateContract', () => true);
  expect(await run({ terms, publicClient, pause: undefined })).toMatchObject({ error: { code: 'chain/unreachable' } });
});

test('behavior: a batch that landed although nobody answered is found, and nothing is withdrawn twice', async () => {
  const terms = await openAll();
  const { publicClient, rollup } = world;
  let answers = 0;
  const waitForTransactionReceipt: typeof publicClient.waitForTransactionReceipt = async (parameters) => {
    const answer = await publicClient.waitForTransactionReceipt(parameters);
    if (answers++ === 0) throw silent();
    return answer;
  };
  // An account that the node holds: whether its transaction went out isn't known without an answer.
  const walletClient = createWalletClient({ chain: foundry, transport: http(anvil.rpcUrl), account: recipient });
  const result = await run({
    terms,
    publicClient: { ...publicClient, waitForTransactionReceipt },
    walletClient,
    withdrawal: { amount: 5n, recipient },
  });
  expect(result).toMatchObject({
    settled: [[3]],
    withdrawn: [[5n]],
    proofs: 1,
    notices: ['submitting the batch failed: the RPC endpoint does not answer; tried again until it does'],
  });
  const owed = { address: rollup, abi: rollupAbi, functionName: 'claimable', args: [recipient] } as const;
  expect(await publicClient.readContract(owed)).toBe(5n);
});

test('error: a reserved window that the endpoint was silent through is not paid for again', async () => {
  const terms = await openAll();
  const { clients, publicClient, rollup, pass } = world;
  await world.operate();
  await reserveSlot({ ...clients, rollup });
  let isOn = false;
  const unsteady = silentFor(1, 'simulateContract', () => isOn);
  const pause = () => pass(isOn ? 1_000 : 60);
  const result = await run({ terms, publicClient: unsteady, pause, reserve: true }, async () => {
    isOn = true;
  });
  const reserved = await publicClient.getContractEvents({
    address: rollup,
    abi: rollupAbi,
    eventName: 'SlotReserved',
    fromBlock: 0n,
  });
  expect(reserved).toHaveLength(1);
  expect(result).toMatchObject({ error: { code: 'escape/not-your-turn' } });
});

test('error: the own account with other terms, before anything is waited for', async () => {
  const terms = await openAll();
  const account = { ...world.provider, terms: { ...world.provider.terms, viewKey: 1n } };
  const pause = () => Promise.reject(new Error('waited'));
  expect(await run({ terms, account, pause })).toMatchObject({ error: { code: 'account/not-recoverable' } });
});
