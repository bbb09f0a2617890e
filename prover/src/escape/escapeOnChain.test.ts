import { rollupAbi } from '@tallystick/verifier-contracts';
import { createTestClient, http, parseEther } from 'viem';
import { foundry } from 'viem/chains';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type Anvil, startAnvil } from '../../../verifier-contracts/test-support/startAnvil.js';
import {
  createOwnBatchChain,
  type OwnBatchChain,
  ownBatchDouble,
  ownBatchShape,
  ownBatchWallet,
} from '../../test-support/createOwnBatchChain.js';
import { rebuildTree } from '../chain/rebuild/rebuildTree.js';
import { recoverAccountState } from '../chain/rebuild/recoverAccountState.js';
import { refundOpen } from '../chain/refundOpen.js';
import { hashTerms } from '../core/account/terms.js';
import { loadCrypto } from '../core/hash/crypto.js';
import type { ProgressEvent } from '../core/progress/ProgressEvent.js';
import type { BatchProver } from '../proving/ultrahonk/createProver.js';
import { createAccountRecovery } from './createAccountRecovery.js';
import { makeOwnBatch } from './makeOwnBatch.js';
import type { OwnAccount, OwnWithdrawal } from './ownBatch.js';
import { findReservation, reserveSlot } from './reserveSlot.js';
import { selfSequence } from './selfSequence.js';
import { assertShapeRegistered } from './submitOwnBatch.js';
import { readTurn } from './turn.js';
import { waitForTurn } from './waitForTurn.js';

const shape = ownBatchShape;
const wallet = ownBatchWallet;
const double = ownBatchDouble;
const FEE_WEI = parseEther('0.001');
const HOUR = 3600;
const DAY = 24 * HOUR;

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

const takeQueue = (openCount: number, settled?: bigint) => world.takeQueue(openCount, settled);
const receipt = (computeUnitSeconds: bigint) => world.receipt(computeUnitSeconds);

type Logs = Awaited<ReturnType<typeof world.publicClient.getLogs>>;

/** The world's client with other logs than the chain's, or counted ones. */
function withLogs(getLogs: (read: () => Promise<Logs>, range: { fromBlock: bigint }) => Promise<Logs>) {
  const { publicClient } = world;
  const read = (range: { fromBlock: bigint }) => getLogs(() => publicClient.getLogs(range), range);
  return { ...publicClient, getLogs: read as typeof publicClient.getLogs } as typeof publicClient;
}

/** Goes to the operator's half of a period in its silence, and gives the start of the next period. */
async function silentHalf(): Promise<number> {
  const { publicClient, rollup, pass } = world;
  await pass(DAY);
  const { now, windowEnd } = await readTurn({ publicClient, rollup });
  await pass(Math.max(0, windowEnd - now));
  return windowEnd + HOUR / 4;
}

async function reservations(): Promise<number> {
  const filter = { address: world.rollup, abi: rollupAbi, eventName: 'SlotReserved', fromBlock: 0n } as const;
  return (await world.publicClient.getContractEvents(filter)).length;
}

describe('reservations', () => {
  test('default: reserved, found, and its turn when it comes', async () => {
    const { clients, publicClient, rollup, pass, now } = world;
    const account = wallet(1).address;
    const start = await now();
    expect(await findReservation({ publicClient, rollup, account, now: start, fromBlock: 0n })).toBeUndefined();
    const reserved = await reserveSlot({ ...clients, rollup });
    expect(reserved.feeWei).toBe(FEE_WEI);
    expect(reserved.windowStart).toBeGreaterThanOrEqual(start + HOUR);
    expect(reserved.windowEnd).toBe(reserved.windowStart + HOUR / 4);
    const found = await findReservation({ publicClient, rollup, account, now: start, fromBlock: 0n });
    expect(found).toMatchObject({ windowStart: reserved.windowStart, windowEnd: reserved.windowEnd });

    // Waits without reserving again.
    const notices: unknown[] = [];
    const turn = await waitForTurn({
      ...clients,
      rollup,
      fromBlock: 0n,
      reserve: true,
      pause: () => pass(60),
      onProgress: (event) => event.status === 'notice' && notices.push(event),
    });
    expect(notices).toEqual([]);
    expect(turn).toMatchObject({ holder: account, windowStart: reserved.windowStart });
    await pass(HOUR);
    expect(await findReservation({ publicClient, rollup, account, now: await now(), fromBlock: 0n })).toBeUndefined();
  });

  test('behavior: an endpoint that is silent meanwhile does not end the waiting', async () => {
    const { clients, publicClient, rollup, pass } = world;
    const { windowStart } = await reserveSlot({ ...clients, rollup });
    let isDown = false;
    const unsteady = {
      ...publicClient,
      getBlock: (...parameters: Parameters<typeof publicClient.getBlock>) => {
        if (isDown) throw new Error('fetch failed');
        return publicClient.getBlock(...parameters);
      },
    } as typeof publicClient;
    const pauses: number[] = [];
    const notices: (string | undefined)[] = [];
    const turn = await waitForTurn({
      ...clients,
      publicClient: unsteady,
      rollup,
      fromBlock: 0n,
      reserve: false,
      pause: async (ms) => {
        isDown = pauses.push(ms) === 2;
        await pass(60);
      },
      onProgress: (event) => event.status === 'notice' && notices.push(event.detail),
    });
    expect(turn.windowStart).toBe(windowStart);
    expect(notices).toEqual(['reading whose turn it is failed: Error: fetch failed; tried again']);
    // Far from the window it asks seldom, for it may be days.
    expect(pauses[0]).toBe(30_000);
    expect(Math.min(...pauses)).toBeGreaterThanOrEqual(2_000);
  });

  test('error: the reserved window passes unused while the machine sleeps', async () => {
    const { clients, rollup, pass } = world;
    await reserveSlot({ ...clients, rollup });
    const pause = () => pass(2 * HOUR);
    await expect(waitForTurn({ ...clients, rollup, fromBlock: 0n, reserve: true, pause })).rejects.toMatchObject({
      code: 'escape/not-your-turn',
      message: 'The reserved window passed unused',
    });
  });

  test('behavior: a reservation that a reorganisation moves is found where it is then', async () => {
    const { clients, publicClient, writer, rollup, pass, testClient } = world;
    const snapshot = await testClient.snapshot();
    const first = await reserveSlot({ ...clients, rollup });
    let isMoved = false;
    const pause = async () => {
      if (isMoved) return pass(60);
      isMoved = true;
      // Somebody else's reservation comes before it in the blocks that take the place of those.
      await testClient.revert({ id: snapshot });
      await reserveSlot({ publicClient, walletClient: writer(2), rollup });
      await reserveSlot({ ...clients, rollup });
    };
    const turn = await waitForTurn({ ...clients, rollup, fromBlock: 0n, reserve: false, pause });
    expect(turn).toMatchObject({ holder: wallet(1).address, windowStart: first.windowStart + HOUR / 2 });
  });

  test('behavior: nothing is reserved in the silence where a free window comes sooner', async () => {
    const { clients, rollup } = world;
    const end = await silentHalf();
    const pause = () => world.pass(60);
    const turn = await waitForTurn({ ...clients, rollup, fromBlock: 0n, reserve: true, pause });
    expect(turn).toMatchObject({ holder: undefined, windowStart: end });
    expect(await reservations()).toBe(0);
  });

  test('behavior: a window is reserved in the silence where others hold all that come sooner', async () => {
    const { clients, publicClient, writer, rollup, pass } = world;
    const end = await silentHalf();
    for (const n of [2, 3]) await reserveSlot({ publicClient, walletClient: writer(n), rollup });
    // Those two are the next to come.
    await pass(HOUR);
    const turn = await waitForTurn({ ...clients, rollup, fromBlock: 0n, reserve: true, pause: () => pass(60) });
    expect(turn).toMatchObject({ holder: wallet(1).address, windowStart: end + 2 * HOUR });
    expect(await reservations()).toBe(3);
  });

  test('behavior: a window is reserved after all when the operator ends its silence meanwhile', async () => {
    const { clients, rollup, operate, pass } = world;
    await takeQueue(2);
    await silentHalf();
    let isBack = false;
    const pause = async () => {
      if (isBack) return pass(60);
      isBack = true;
      await operate();
    };
    const turn = await waitForTurn({ ...clients, rollup, fromBlock: 0n, reserve: true, pause });
    expect(turn.holder).toBe(wallet(1).address);
    expect(await reservations()).toBe(1);
  });

  test('behavior: users get windows of their own, each paying a little more', async () => {
    const { publicClient, writer, rollup, pass } = world;
    // Away from where a period ends, and with it the number of windows that lie before.
    const { timestamp } = await publicClient.getBlock();
    await pass(HOUR - (Number(timestamp) % HOUR) + HOUR / 8);
    const reserved = [];
    for (const n of [1, 2, 3]) reserved.push(await reserveSlot({ publicClient, walletClient: writer(n), rollup }));
    expect(new Set(reserved.map(({ windowStart }) => windowStart)).size).toBe(3);
    expect(reserved.map(({ feeWei }) => feeWei)).toEqual([0n, 1n, 2n].map((n) => FEE_WEI + (FEE_WEI * n) / 8n));
  });

  test('error: not your turn, and when it will be', async () => {
    const { clients, publicClient, rollup } = world;
    const { now, anyoneFrom } = await readTurn({ publicClient, rollup });
    const error = await waitForTurn({ ...clients, rollup, fromBlock: 0n, reserve: false }).catch((e: unknown) => e);
    expect(error).toMatchObject({ code: 'escape/not-your-turn', facts: { field: 'time', given: now, holder: null } });
    const expected = Number(/\d+$/.exec(String((error as { facts: { expected: string } }).facts.expected))?.[0]);
    expect(expected).toBeGreaterThanOrEqual(anyoneFrom);
    expect(expected).toBeLessThan(anyoneFrom + HOUR / 2);
    expect(expected % (HOUR / 2)).toBeLessThan(HOUR / 4);
  });
});

describe('makeOwnBatch', () => {
  test('behavior: takes the queue from its beginning, accounts that it knows nothing of included', async () => {
    const first = await takeQueue(2);
    expect(first.data.opens).toHaveLength(2);
    // Nothing but its own accounts is touched, although the operator's is in the tree now.
    expect(new Set(first.data.serials)).toEqual(new Set([2]));
    const second = await takeQueue(2);
    expect(second.data.opens).toHaveLength(1);
    expect(new Set(second.data.serials)).toEqual(new Set([2, 3]));
  });

  test('behavior: settles and withdraws everything at once, without a fee', async () => {
    const { clients, publicClient, rollup, deployment, provider, allowance, pass, tokensOf } = world;
    await takeQueue(2);
    await takeQueue(1);
    await waitForTurn({ ...clients, rollup, fromBlock: 0n, reserve: false, pause: () => pass(60) });
    const recipient = wallet(1).address;
    const withdrawals: OwnWithdrawal[] = [{ serial: 2, amount: 'all', recipient }];
    const result = await selfSequence({
      ...clients,
      ...double(),
      deployment,
      accounts: [provider, allowance],
      settlements: [receipt(100n)],
      withdrawals,
    });
    expect(result).toMatchObject({
      batchId: 3n,
      settlements: [{ serial: 3, amount: 300n, fee: 0n }],
      withdrawals: [{ amount: 300n, recipient }],
    });
    const before = await tokensOf();
    const claim = { address: rollup, abi: rollupAbi, functionName: 'claim', args: [recipient] } as const;
    await publicClient.waitForTransactionReceipt({ hash: await clients.walletClient.writeContract(claim) });
    expect((await tokensOf()) - before).toBe(300n);

    // Nothing is left, and the empty account says so.
    await expect(
      makeOwnBatch({ publicClient, deployment, shape, accounts: [provider], withdrawals }),
    ).rejects.toMatchObject({ code: 'escape/nothing-to-do', facts: { serial: 2 } });
  });

  test('error: an account that no batch has taken', async () => {
    const { publicClient, deployment, allowance } = world;
    await expect(makeOwnBatch({ publicClient, deployment, shape, accounts: [allowance] })).rejects.toMatchObject({
      code: 'escape/not-in-tree',
      facts: { field: 'serial', given: 3 },
    });
  });

  test('error: a withdrawal without the key', async () => {
    const { publicClient, deployment, provider } = world;
    await takeQueue(2);
    const { privateKey: _, ...withoutKey } = provider;
    const withdrawals = [{ serial: 2, amount: 1n, recipient: wallet(1).address }];
    await expect(
      makeOwnBatch({ publicClient, deployment, shape, accounts: [withoutKey], withdrawals }),
    ).rejects.toMatchObject({ code: 'batch/unknown-account', facts: { section: 'withdraw', serial: 2 } });
  });
});

describe('selfSequence', () => {
  test("behavior: starts again when somebody else's batch comes first", async () => {
    const { clients, deployment, provider, allowance, rollup, pass } = world;
    await takeQueue(2);
    await takeQueue(1);
    await waitForTurn({ ...clients, rollup, fromBlock: 0n, reserve: false, pause: () => pass(60) });
    let proofs = 0;
    const notices: unknown[] = [];
    const { batchId } = await selfSequence({
      ...clients,
      ...double(async () => {
        proofs += 1;
        if (proofs === 1) await takeQueue(0);
      }),
      deployment,
      accounts: [provider, allowance],
      settlements: [receipt(10n)],
      pause: () => pass(60),
      onProgress: (event) => event.status === 'notice' && notices.push(event.detail),
    });
    expect([batchId, proofs]).toEqual([4n, 2]);
    expect(notices).toEqual(['another batch came first; starting again']);
  });

  test('behavior: the tree is rebuilt while it waits, and in the window only what is new is read', async () => {
    const { clients, deployment, provider, allowance, rollup, pass } = world;
    await takeQueue(2);
    await takeQueue(1);
    const { windowEnd } = await readTurn({ publicClient: world.publicClient, rollup });
    await pass(Math.max(0, windowEnd - (await world.now())));
    let isWaiting = true;
    const readFrom = { waiting: [] as bigint[], window: [] as bigint[] };
    const publicClient = withLogs(async (read, range) => {
      readFrom[isWaiting ? 'waiting' : 'window'].push(range.fromBlock);
      return read();
    });
    const lastBatch = await publicClient.getBlockNumber();
    const { batchId } = await selfSequence({
      ...clients,
      ...double(),
      publicClient,
      deployment,
      accounts: [provider, allowance],
      settlements: [receipt(10n)],
      pause: () => pass(60),
      onProgress: ({ step, status }) => {
        if (step === 'wait' && status === 'done') isWaiting = false;
      },
    });
    expect(batchId).toBe(3n);
    expect(readFrom.waiting).toContain(BigInt(deployment.deployedAtBlock));
    expect(readFrom.window).toHaveLength(1);
    expect(readFrom.window[0]).toBeGreaterThanOrEqual(lastBatch - 1n);
    expect(readFrom.window[0]).toBeGreaterThan(BigInt(deployment.deployedAtBlock));
  });

  test('behavior: starts again when the chain changes between two reads, and says so', async () => {
    const { clients, deployment, provider, allowance, rollup, pass } = world;
    await takeQueue(2);
    await takeQueue(1);
    await waitForTurn({ ...clients, rollup, fromBlock: 0n, reserve: false, pause: () => pass(60) });
    let reads = 0;
    const notices: unknown[] = [];
    const parameters = {
      ...clients,
      ...double(),
      deployment,
      accounts: [provider, allowance],
      settlements: [receipt(10n)],
      onProgress: (event: ProgressEvent) => event.status === 'notice' && notices.push(event.detail),
    };
    // The latest batch is not among the logs any more, as when its block has just given way to another.
    const publicClient = withLogs(async (read) => (reads++ === 0 ? [] : read()));
    expect(await selfSequence({ ...parameters, publicClient })).toMatchObject({ batchId: 3n });
    expect(notices).toEqual(['the chain changed while it was read; starting again']);

    // An endpoint that leaves events out for good looks alike: it is asked a few times only.
    notices.length = 0;
    const forgetful = withLogs(async () => []);
    await waitForTurn({ ...clients, rollup, fromBlock: 0n, reserve: false, pause: () => pass(60) });
    await expect(selfSequence({ ...parameters, publicClient: forgetful })).rejects.toMatchObject({
      code: 'chain/events-missing',
    });
    expect(notices).toHaveLength(4);
  });

  test('error: what is wrong for good is not tried again', async () => {
    const { clients, deployment, provider } = world;
    await takeQueue(2);
    const { artifacts } = double();
    const prover: Pick<BatchProver, 'proveBatch'> = {
      proveBatch: async () => {
        throw new Error('out of memory');
      },
    };
    const parameters = { ...clients, artifacts, prover, deployment, accounts: [provider] };
    await expect(selfSequence({ ...parameters, pause: () => world.pass(60) })).rejects.toThrow('out of memory');
  });

  test('error: a shape that the rollup does not have, or has in other sizes', async () => {
    const { publicClient, rollup } = world;
    const given = { publicClient, rollup };
    await assertShapeRegistered({ ...given, shape });
    await expect(assertShapeRegistered({ ...given, shape: { ...shape, id: 8 } })).rejects.toMatchObject({
      code: 'escape/shape-unavailable',
      facts: { registered: null },
    });
    await expect(assertShapeRegistered({ ...given, shape: { ...shape, credits: 3 } })).rejects.toMatchObject({
      code: 'escape/shape-unavailable',
      facts: { expected: { opens: 2, settlements: 3, credits: 3, withdrawals: 1 } },
    });
  });
});

describe('createAccountRecovery', () => {
  test('behavior: goes on from the tree of the last time, and begins anew after a reorganisation', async () => {
    const { publicClient, deployment, provider, allowance } = world;
    const testClient = createTestClient({ chain: foundry, mode: 'anvil', transport: http(anvil.rpcUrl) });
    await takeQueue(2);
    await takeQueue(1);
    const readFrom: bigint[] = [];
    const counting = withLogs(async (read, { fromBlock }) => {
      readFrom.push(fromBlock);
      return read();
    });
    const first = BigInt(deployment.deployedAtBlock);
    const recover = createAccountRecovery({ publicClient: counting, deployment, accounts: [provider, allowance] });
    const counter = async () => (await recover()).states.get(3)?.counters.computeUnitSeconds;
    expect([await counter(), readFrom.splice(0)]).toEqual([0n, [first]]);

    const snapshot = await testClient.snapshot();
    await takeQueue(0, 10n);
    expect(await counter()).toBe(10n);
    expect(readFrom.splice(0).every((block) => block > first)).toBe(true);

    // Another batch takes the place of that one, and a batch follows, so that there are as many blocks.
    await testClient.revert({ id: snapshot });
    await takeQueue(0, 20n);
    await takeQueue(0, 30n);
    expect(await counter()).toBe(30n);
    expect(readFrom.splice(0)).toEqual([first]);
    const { tree } = await recover();
    expect(tree.root).toBe((await rebuildTree({ client: publicClient, deployment })).root);
  });

  test("behavior: terms that are not an account's keep the others from nothing, but it from every batch", async () => {
    const { publicClient, deployment, provider, allowance } = world;
    await takeQueue(2);
    await takeQueue(1, 10n);
    const madeUp: OwnAccount = { serial: 3, terms: { ...allowance.terms, viewKey: 34n } };
    const accounts = [provider, madeUp];
    const recover = createAccountRecovery({ publicClient, deployment, accounts });
    const { states, unrecoverable } = await recover();
    expect([...states.keys()]).toEqual([2]);
    expect(unrecoverable.get(3)).toMatchObject({ code: 'account/not-recoverable', facts: { serial: 3 } });
    const batch = { publicClient, deployment, shape, recover };
    await expect(makeOwnBatch({ ...batch, accounts })).rejects.toMatchObject({ code: 'account/not-recoverable' });
    expect((await makeOwnBatch({ ...batch, accounts: [provider] })).data.serials).not.toContain(3);
  });
});

describe('recoverAccountState', () => {
  const recover = (serial: number, viewKey: bigint) =>
    recoverAccountState({ publicClient: world.publicClient, rollup: world.rollup, serial, viewKey });

  test('default: from the open to the latest update, whoever made it', async () => {
    const opened = { status: 'queued', balance: 1_000n, nonce: 0, blinding: 0n, batchId: undefined };
    expect(await recover(3, 33n)).toMatchObject(opened);
    await takeQueue(2);
    await takeQueue(1, 100n);
    expect(await recover(3, 33n)).toMatchObject({
      status: 'open',
      balance: 700n,
      counters: { computeUnitSeconds: 100n, storageGibHours: 0n, egressMib: 0n },
      batchId: 2n,
      terms: hashTerms(world.allowance.terms),
      opener: wallet(1).address,
    });
    expect(await recover(2, 22n)).toMatchObject({ balance: 300n });
  });

  test('behavior: a refunded open', async () => {
    await world.pass(DAY);
    await refundOpen({ ...world.clients, rollup: world.rollup, serial: 3 });
    expect(await recover(3, 33n)).toMatchObject({ status: 'refunded', balance: 0n });
    await takeQueue(2);
    await takeQueue(1);
    expect(await recover(3, 33n)).toMatchObject({ status: 'refunded', balance: 0n, batchId: 2n });
  });

  test('error: another view key', async () => {
    await takeQueue(2);
    await expect(recover(2, 23n)).rejects.toMatchObject({
      code: 'account/not-recoverable',
      facts: { field: 'viewKey', serial: 2 },
    });
  });

  test('error: a serial that was never handed out', async () => {
    await expect(recover(77, 1n)).rejects.toMatchObject({ code: 'chain/unknown-account', facts: { given: 77 } });
  });
});
