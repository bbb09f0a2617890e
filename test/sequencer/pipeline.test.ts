import { createHash } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { batchError } from '@tallystick/prover/batch';
import { AccountTree } from '@tallystick/prover/core';
import { artifactsError } from '@tallystick/prover/proving';
import { fromHex, numberToHex } from 'viem';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { closeBatch } from '../../sequencer/src/batcher/closeBatch.js';
import { executePlan, type Rejected } from '../../sequencer/src/batcher/executePlan.js';
import { planBatch } from '../../sequencer/src/batcher/planBatch.js';
import { readTip } from '../../sequencer/src/batcher/readTip.js';
import { rejectItems } from '../../sequencer/src/batcher/rejectItems.js';
import { sequencerError } from '../../sequencer/src/errors.js';
import type { ProveJob } from '../../sequencer/src/proving/protocol.js';
import { startWorker } from '../../sequencer/src/proving/startWorker.js';
import type { RunningProver } from '../../sequencer/src/queue/startProver.js';
import { discardFrom } from '../../sequencer/src/store/base/discardFrom.js';
import { createStore } from '../../sequencer/src/store/createStore.js';
import { migrate } from '../../sequencer/src/store/migrate.js';
import { createCipher } from '../../sequencer/src/store/sealing/createCipher.js';
import { sealStore } from '../../sequencer/src/store/sealing/sealStore.js';
import type { Checkpoint, Step } from '../../sequencer/src/util/Checkpoint.js';
import {
  createPipelineWorld,
  type PipelineWorld,
  pipelineConfig,
  proofOf,
  tiny,
} from '../support/createPipelineWorld.js';
import { useTestDatabase } from '../support/useTestDatabase.js';

const server = useTestDatabase();
let world: PipelineWorld;
let driver: Awaited<ReturnType<PipelineWorld['drive']>> | undefined;
let provers: RunningProver[];

beforeEach(async () => {
  const pool = await server.database();
  await migrate(pool);
  world = await createPipelineWorld(pool);
  provers = [];
});
afterEach(async () => {
  for (const prover of provers) await prover.stop();
  await driver?.stop();
  driver = undefined;
  await world.queue.stop();
});

/** Operator, provider and so many allowances, all in the tree. */
async function populate(allowances: number): Promise<number[]> {
  for (let i = 0; i < 2 + allowances; i++) await world.open();
  driver = await world.drive();
  const opening = world.prover();
  const isOpen = async () => (await world.store.l1.base()).firstQueued === 3 + allowances;
  await world.until('the accounts to be opened', async () => (await isOpen()) && (await live()).length === 0);
  await opening.stop();
  await driver.stop();
  driver = undefined;
  return Array.from({ length: allowances }, (_, i) => 3 + i);
}
const live = () => world.store.batches.live();
const allFinal = (ids: readonly string[], timeoutMs?: number) =>
  world.until('the settlements', async () => (await Promise.all(ids.map(world.isFinal))).every(Boolean), timeoutMs);

/** What the store holds belongs together, and every allowance paid what it signed, once. */
async function expectSettled(units: ReadonlyMap<number, bigint>): Promise<void> {
  for (const [serial, sum] of units) expect(await world.balanceOf(serial), `${serial}`).toBe(1000n - 2n * sum);
  const paid = [...units.values()].reduce((sum, each) => sum + 2n * each, 0n);
  expect(((await world.balanceOf(1)) ?? 0n) + ((await world.balanceOf(2)) ?? 0n)).toBe(paid);
  const base = await world.store.l1.base();
  expect(await new AccountTree(world.store.nodes).root()).toBe(base.root);
  const batches = (await world.store.batches.list(1000)).filter(({ status }) => status === 'final').reverse();
  for (const [i, batch] of batches.entries()) expect(batch.oldRoot).toBe(batches[i - 1]?.newRoot ?? batch.oldRoot);
  expect(batches.at(-1)?.newRoot).toBe(base.root);
  expect(world.taken).toEqual(batches.map(({ id }) => id));
}

test('default: opens and settlements over several batches, to the unit', async () => {
  const [first = 0, second = 0] = await populate(2);
  const ids = [(await world.settle(first, 100n)).id, (await world.settle(second, 30n)).id];
  driver = await world.drive();
  provers.push(world.prover());
  await allFinal(ids);
  await expectSettled(
    new Map([
      [first, 100n],
      [second, 30n],
    ]),
  );
});

test('behavior: consecutive batches are executed at once on one another, and taken in order whoever proves first', async () => {
  const serials = await populate(12);
  const ids: string[] = [];
  for (const serial of serials) ids.push((await world.settle(serial, 10n)).id);
  driver = await world.drive();
  await world.until('three batches', async () => (await live()).length === 3);
  const chain = await live();
  for (const [i, { oldRoot, status }] of chain.entries()) {
    expect(oldRoot).toBe(chain[i - 1]?.newRoot ?? oldRoot);
    expect(status).toBe('executed');
  }
  // The first to be taken is proved last.
  let atWork = 0;
  let most = 0;
  let release = () => {};
  const others = new Promise<void>((resolve) => {
    release = resolve;
  });
  const prove = async (job: ProveJob) => {
    most = Math.max(most, ++atWork);
    if (job.publicInputs[1] === chain[0]?.newRoot) await others;
    atWork--;
    return proofOf(job);
  };
  provers.push(world.prover({ name: 'a', prove }), world.prover({ name: 'b', prove }));
  await world.until(
    'the later ones',
    async () => (await live()).filter(({ status }) => status === 'proved').length === 2,
  );
  expect((await live()).map(({ id }) => id)).toEqual(chain.map(({ id }) => id));
  expect(most).toBe(2);
  release();
  await allFinal(ids);
  await expectSettled(new Map(serials.map((serial) => [serial, 10n])));
});

test('behavior: a receipt that was settled on a result that vanishes is settled again, the later one of two only', async () => {
  const [serial = 0] = await populate(1);
  const first = await world.settle(serial, 10n);
  driver = await world.drive();
  await world.until('the first', async () => (await live()).length === 1);
  await driver.stop();
  const second = await world.settle(serial, 25n);
  // So that the second doesn't wait for a free prover.
  const job = await world.queue.take();
  driver = await world.drive({ graceSeconds: 60 });
  await world.until('the second on top', async () => (await live()).length === 2);
  await driver.stop();
  if (job) await world.queue.giveBack(job);
  const [oldest] = await live();
  const reason = sequencerError('sequencer/stale-batch').toJSON();
  await world.store.transaction(async (tables) => {
    await tables.l1.lock();
    expect(await discardFrom(tables, oldest?.id ?? 0, reason)).toHaveLength(2);
  });
  expect((await world.store.settlements.get(first.id))?.status).toBe('superseded');
  expect((await world.store.settlements.get(second.id))?.status).toBe('pending');
  driver = await world.drive();
  provers.push(world.prover());
  await allFinal([second.id]);
  await expectSettled(new Map([[serial, 25n]]));
});

test('behavior: an item that a batch refuses is rejected with the reason, holds nobody up, and waits again when the result vanishes', async () => {
  const [serial = 0, other = 0] = await populate(2);
  // Storage is free here, and so much of it is all that the provider's counter holds.
  const most = 2n ** 44n - 1n;
  const earlier = await world.settle(serial, 10n);
  const filling = await world.settle(other, 10n, most);
  driver = await world.drive();
  await world.until('a batch', async () => (await live()).length === 1);
  await driver.stop();
  const [tip] = await live();
  expect(tip?.itemCounts.settlements).toBe(2);
  // On the result of the first batch, this is too much for the provider.
  const next = await world.settle(serial, 20n, 1n);
  const job = await world.queue.take();
  driver = await world.drive({ graceSeconds: 60 });
  await world.until('the refusal', async () => (await world.store.settlements.get(next.id))?.status === 'rejected');
  expect((await world.store.settlements.get(next.id))?.error).toMatchObject({ code: 'batch/counter-out-of-range' });
  await driver.stop();
  if (job) await world.queue.giveBack(job);
  await world.store.transaction(async (tables) => {
    await tables.l1.lock();
    await discardFrom(tables, tip?.id ?? 0, sequencerError('sequencer/stale-batch').toJSON());
  });
  const statuses = await Promise.all(
    [earlier, filling, next].map(async ({ id }) => (await world.store.settlements.get(id))?.status),
  );
  expect(statuses).toEqual(['superseded', 'pending', 'pending']);
});

const settlementOf = async (id: string) => world.store.settlements.get(id);

test('behavior: what no batch has taken by its expiry is expired, also where none can be made, and the streams hear of it once', async () => {
  const [serial = 0, lasting = 0] = await populate(1).then(async (serials) => [
    ...serials,
    await world.open(2_000_000_000),
  ]);
  const receipt = world.receipt(serial, 10n);
  const { id, expiry } = await world.handIn(receipt);
  const other = await world.settle(lasting, 10n);
  expect(expiry).toBe(world.clock.time + 100_000);
  // The database's clock is far beyond, the chain's is not: a batch could still be made.
  let nowMs = Date.now();
  driver = await world.drive({ config: { ...pipelineConfig, batchesAhead: 0 }, nowMs: () => nowMs });
  await delay(100);
  expect((await settlementOf(id))?.status).toBe('pending');
  // The chain is there, and the database's clock isn't.
  world.clock.time += 100_000;
  nowMs = (expiry ?? 0) * 1000 - 1;
  await delay(100);
  expect((await settlementOf(id))?.status).toBe('pending');
  nowMs += 1;
  await world.until('the expiry', async () => (await settlementOf(id))?.status === 'expired');
  expect(await settlementOf(id)).toMatchObject({ expiry, error: { code: 'sequencer/allowance-expired' } });
  expect((await settlementOf(other.id))?.status).toBe('pending');
  expect(await world.metrics.registry.metrics()).toContain(
    'tallystick_batch_rejected_items_total{kind="settlement"} 1',
  );
  await world.store.transaction((tables) => tables.batchEvents.order(0));
  const idHash = createHash('sha256').update(id).digest('hex');
  expect((await world.store.batchEvents.after(0, 100)).flatMap(({ expired }) => expired ?? [])).toEqual([idHash]);
  // The same receipt again is answered with what became of it.
  expect(await world.handIn(receipt)).toMatchObject({ id, status: 'expired' });
  await expect(world.settle(serial, 20n)).rejects.toMatchObject({ code: 'sequencer/allowance-expired' });
});

test('behavior: where the chain stands still, what waits expires a quarter of an hour later', async () => {
  const [serial = 0] = await populate(1);
  const receipt = world.receipt(serial, 10n);
  const { id, expiry = 0 } = await world.handIn(receipt);
  world.clock.time = expiry - 1;
  let stoodMs = 0;
  // The database's clock is set ahead in between, which alone says nothing of the chain.
  let nowMs = (expiry - 1) * 1000;
  const clocks = { nowMs: () => nowMs, steadyMs: () => stoodMs };
  driver = await world.drive({ config: { ...pipelineConfig, batchesAhead: 0 }, ...clocks });
  await delay(100);
  nowMs += 86_400_000;
  await delay(100);
  expect((await settlementOf(id))?.status).toBe('pending');
  stoodMs += 900_999;
  await delay(100);
  expect((await settlementOf(id))?.status).toBe('pending');
  stoodMs += 1;
  await world.until('the expiry', async () => (await settlementOf(id))?.status === 'expired');
  // Its clock was fast: the chain would still take it.
  await driver.stop();
  driver = undefined;
  expect(await world.handIn(receipt)).toMatchObject({ id, status: 'pending', error: undefined, expiry });
  driver = await world.drive();
  provers.push(world.prover());
  await allFinal([id]);
});

test('behavior: what a batch refuses at its expiry is expired, and waits no more when the batch before vanishes', async () => {
  const [serial = 0, other = 0] = await populate(2);
  const early = await world.settle(serial, 10n);
  const { id } = await world.settle(other, 10n);
  const reason = batchError('batch/expired').toJSON();
  await world.store.settlements.reject(early.id, reason, 7);
  await world.store.settlements.release(7);
  expect(await settlementOf(early.id)).toMatchObject({ status: 'expired', error: reason });
  world.clock.time += 100_000;
  // A clock of the database that is slow: the batch is the first to see it.
  driver = await world.drive({
    nowMs: () => 0,
    config: { ...pipelineConfig, batchMaxAgeMs: -1e15 },
  });
  await world.until('the expiry', async () => (await settlementOf(id))?.status === 'expired');
  expect(await settlementOf(id)).toMatchObject({ error: { code: 'batch/expired' } });
});

test('behavior: what was taken in before expiries were kept expires too', async () => {
  const [serial = 0] = await populate(1);
  const { id } = await world.settle(serial, 10n);
  await world.pool.query('update settlements set expiry = null');
  expect((await settlementOf(id))?.expiry).toBeUndefined();
  world.clock.time += 100_000;
  driver = await world.drive({ config: { ...pipelineConfig, batchesAhead: 0 } });
  await world.until('the expiry', async () => (await settlementOf(id))?.status === 'expired');
});

/** Ends whoever comes to the step, and everything of it that still runs there. */
function killAt(target: Step) {
  let die = () => {};
  let isDead = false;
  const died = new Promise<void>((resolve) => {
    die = resolve;
  });
  const checkpoint: Checkpoint = async (step) => {
    if (step === target && !isDead) {
      isDead = true;
      die();
    }
    // A killed process does nothing more.
    if (isDead) await new Promise(() => {});
  };
  return { checkpoint, died };
}

test.each(['executed', 'closed', 'verified', 'proved'] as const)(
  'behavior: the driver killed after %s loses nothing and settles nothing twice',
  async (step) => {
    const serials = await populate(6);
    const ids: string[] = [];
    for (const serial of serials) ids.push((await world.settle(serial, 10n)).id);
    const { checkpoint, died } = killAt(step);
    const first = await world.drive({ checkpoint });
    const proofs = new Map<string, number>();
    const prove = async (job: ProveJob) => {
      const proof = proofOf(job);
      proofs.set(proof, (proofs.get(proof) ?? 0) + 1);
      return proof;
    };
    provers.push(world.prover({ prove }));
    await died;
    await first.kill();
    driver = await world.drive();
    await allFinal(ids);
    await expectSettled(new Map(serials.map((serial) => [serial, 10n])));
    // A proof that was made is not made again.
    expect([...proofs.values()].every((count) => count === 1)).toBe(true);
  },
);

test.each(['taken', 'made', 'delivered'] as const)(
  'behavior: a prover killed after %s: another one takes its job at once',
  async (step) => {
    const serials = await populate(6);
    const ids: string[] = [];
    for (const serial of serials) ids.push((await world.settle(serial, 10n)).id);
    driver = await world.drive();
    const { checkpoint, died } = killAt(step);
    const made: string[] = [];
    const prove = async (job: ProveJob) => {
      made.push(proofOf(job));
      return proofOf(job);
    };
    world.prover({ name: 'dead', checkpoint, prove });
    await died;
    await world.cutOff();
    provers.push(world.prover({ name: 'alive', prove }));
    await allFinal(ids);
    await expectSettled(new Map(serials.map((serial) => [serial, 10n])));
    const { rows } = await world.pool.query("select proved from proof_outcomes where prover = 'dead'");
    expect(rows).toEqual([{ proved: step === 'delivered' }]);
    if (step === 'delivered') expect(new Set(made).size).toBe(made.length);
    if (step === 'made') expect(made.length).toBe(new Set(made).size + 1);
  },
);

type Slot = { active: boolean; serial: string; units: [string, string, string] };
const settlesOf = ({ inputs }: ProveJob) => (inputs as { settles: Slot[] }).settles;
/** Whether a receipt of 77 units is to be settled. */
const has77 = (job: ProveJob) => settlesOf(job).some(({ active, units }) => active && BigInt(units[0]) === 77n);
/** Proves what has no receipt of 77 units, and finds that there is no proof of what does. */
async function refusing77(job: ProveJob) {
  if (has77(job)) throw artifactsError('artifacts/unprovable');
  return proofOf(job);
}

const refusals = [
  ['finds that there is no proof', artifactsError('artifacts/unprovable')],
  ['has a native prover that refuses', artifactsError('artifacts/prover-failed', { facts: { reason: 'refused' } })],
  ['hands in a proof that does not verify', undefined],
] as const;

test.each(refusals)(
  'behavior: an item at which every prover %s is found and rejected; all others are settled, and the operator hears of it',
  async (_, refusal) => {
    const serials = await populate(8);
    const [bad = 0, ...good] = serials;
    const ids: string[] = [];
    for (const serial of good) ids.push((await world.settle(serial, 10n)).id);
    const { id } = await world.settle(bad, 77n);
    driver = await world.drive();
    const prove = async (job: ProveJob) => {
      if (!has77(job)) return proofOf(job);
      if (refusal !== undefined) throw refusal;
      return '0x1234' as const;
    };
    provers.push(world.prover({ prove }));
    await allFinal(ids);
    await world.until('the refusal', async () => (await world.store.settlements.get(id))?.status === 'rejected');
    expect((await world.store.settlements.get(id))?.error).toMatchObject({ code: 'sequencer/not-proved' });
    expect(await world.metrics.registry.metrics()).toMatch(/tallystick_proving_dead_letters_total [1-9]/);
    if (refusal !== undefined) expect((await world.queue.sizes()).dead).toBeGreaterThan(0);
    await expectSettled(new Map(good.map((serial) => [serial, 10n])));
  },
);

/** A worker whose process dies by SIGKILL at every receipt of 77 units. */
function mortalWorker() {
  const settings = { shapes: ['tiny'], chainId: 31337, referenceString: 'development' } as const;
  const file = fileURLToPath(new URL('../support/mortalWorker.mjs', import.meta.url));
  return startWorker({ settings: { ...settings, shapes: [...settings.shapes] }, file });
}

/** A prover that fails at every job, by a crash or by a proof that doesn't verify; counts its attempts. */
function badProver(how: 'crash' | 'bad proof', pauseMs = 0) {
  const bad = { attempts: 0 };
  const prove = async () => {
    bad.attempts++;
    if (how === 'crash') throw new Error('out of memory');
    return '0x1234' as const;
  };
  provers.push(world.prover({ name: 'bad', prove, pauseMs }));
  return bad;
}
const suspicionOf = async (id: string) => (await world.store.settlements.get(id))?.suspicion ?? 0;

test.each(['crash', 'bad proof'] as const)(
  'behavior: a prover that fails at everything (%s) convicts nobody, however often; one that works settles all',
  async (how) => {
    const serials = await populate(3);
    const [first = 0, ...others] = serials;
    const ids = [(await world.settle(first, 10n)).id];
    driver = await world.drive();
    badProver(how, 20);
    // Alone in its batch, which has failed three times.
    await world.until('a grave suspect', async () => (await suspicionOf(ids[0] ?? '')) > 2, 50_000);
    for (const serial of others) ids.push((await world.settle(serial, 10n)).id);
    provers.push(world.prover({ name: 'good' }));
    await allFinal(ids);
    await expectSettled(new Map(serials.map((serial) => [serial, 10n])));
  },
);

test.each(['crash', 'bad proof'] as const)(
  'behavior: a prover that fails again and again (%s) rests, so that others get the jobs',
  async (how) => {
    const serials = await populate(6);
    const ids: string[] = [];
    for (const serial of serials) ids.push((await world.settle(serial, 10n)).id);
    driver = await world.drive();
    const bad = badProver(how, 60_000);
    await world.until('two failures', async () => (await world.store.outcomes.failuresInARow('bad')).count >= 2);
    provers.push(world.prover({ name: 'good' }));
    await allFinal(ids);
    // It may hand a third proof in before it hears that the second was refused.
    expect(bad.attempts).toBeLessThanOrEqual(how === 'crash' ? 2 : 3);
    await expectSettled(new Map(serials.map((serial) => [serial, 10n])));
  },
);

test('behavior: items that cannot be proved are rejected once their prover has proved another batch, and keep nobody waiting', async () => {
  const serials = await populate(3);
  const [other = 0, ...bad] = serials;
  const ids: string[] = [];
  for (const serial of bad) ids.push((await world.settle(serial, 77n)).id);
  driver = await world.drive();
  provers.push(world.prover({ prove: refusing77 }));
  const statuses = async () =>
    new Set((await Promise.all(ids.map(world.store.settlements.get))).map((item) => item?.status));
  // Nobody knows yet whether it is them or the prover, and nothing else can be tried.
  await world.until(
    'all to be grave',
    async () => (await Promise.all(ids.map(suspicionOf))).every((sum) => sum > 2),
    60_000,
  );
  expect([...(await statuses())].includes('rejected')).toBe(false);
  const { id } = await world.settle(other, 10n);
  await allFinal([id]);
  await world.until('the refusals', async () => [...(await statuses())].join() === 'rejected');
  await expectSettled(new Map([[other, 10n]]));
});

test('behavior: an item at which every prover dies is never rejected: it waits apart while all others are settled, until a prover lives', async () => {
  const serials = await populate(4);
  const [deadly = 0, ...others] = serials;
  const units = new Map(serials.map((serial) => [serial, 0n]));
  const settle = async (serial: number, sum: bigint) => {
    units.set(serial, sum);
    return (await world.settle(serial, sum)).id;
  };
  const id = await settle(deadly, 77n);
  driver = await world.drive();
  // Processes of their own, which the kernel ends; each is started again for the next job.
  for (const name of ['a', 'b']) provers.push(world.prover({ name, worker: mortalWorker() }));
  // Until both are known to work, and have died at the item alone.
  const working = async () => {
    const { rows } = await world.pool.query(
      "select distinct prover from proof_outcomes where proved and prover in ('a', 'b')",
    );
    return rows.length;
  };
  for (let round = 1n; (await suspicionOf(id)) < 5 || (await working()) < 2; round++) {
    await allFinal(await Promise.all(others.map((serial) => settle(serial, 10n * round))));
    expect((await world.store.settlements.get(id))?.status).toMatch(/pending|batched/);
  }
  for (const prover of provers.splice(0)) await prover.stop();
  provers.push(world.prover({ name: 'sound' }));
  await allFinal([id]);
  await expectSettled(units);
}, 180_000);

test('behavior: an account that makes batches unprovable as cover convicts nobody, and keeps nobody waiting', async () => {
  // So few that it is always among the cover, with the one that is opened too.
  const [poisoned = 0, ...serials] = await populate(3);
  const isCover = (job: ProveJob) =>
    [...settlesOf(job), ...(job.inputs as { withdrawals: Slot[] }).withdrawals].some(
      ({ active, serial }) => !active && Number(serial) === poisoned,
    );
  let refusals = 0;
  const prove = async (job: ProveJob) => {
    if (!isCover(job)) return proofOf(job);
    refusals++;
    throw artifactsError('artifacts/unprovable');
  };
  const ids: string[] = [];
  for (const serial of serials) ids.push((await world.settle(serial, 10n)).id);
  driver = await world.drive();
  provers.push(world.prover({ prove }));
  await world.until('a refusal', async () => refusals > 0);
  const opened = await world.open();
  await allFinal(ids, 60_000);
  await world.until('the open', async () => (await world.store.accounts.get(opened)) !== undefined, 60_000);
  const again = await Promise.all(serials.map((serial) => world.settle(serial, 20n)));
  await allFinal(
    again.map(({ id }) => id),
    60_000,
  );
  expect((await world.store.settlements.list(poisoned, 9)).length).toBe(0);
  await expectSettled(new Map(serials.map((serial) => [serial, 20n])));
}, 120_000);

test('behavior: suspects that wait take no place from what nobody suspects, and the least suspicious come first', async () => {
  const serials = await populate(4);
  const ids: string[] = [];
  for (const serial of serials) ids.push((await world.settle(serial, 10n)).id);
  const [graver, grave, first, second] = ids;
  await world.pool.query('update settlements set suspicion = case id when $1 then 4 else 3 end where id in ($1, $2)', [
    graver,
    grave,
  ]);
  const waiting = async (limit: number) => (await world.store.settlements.pending(limit)).map(({ id }) => id);
  expect(await waiting(1)).toEqual([first, grave]);
  expect(await waiting(2)).toEqual([first, second, grave, graver]);
});

test('behavior: two provers that work must have failed at an item before it is rejected; one is enough where no other works', async () => {
  const [serial = 0] = await populate(1);
  const { id } = await world.settle(serial, 10n);
  driver = await world.drive();
  await world.until('the batch', async () => (await live()).length === 1);
  await driver.stop();
  const [batch] = await live();
  const batchId = batch?.id ?? 0;
  const { settlements, outcomes } = world.store;
  const [before = 0] = world.taken;
  await settlements.suspect(batchId);
  await settlements.suspect(batchId);
  const reason = sequencerError('sequencer/not-proved').toJSON();
  const isRejected = async () => {
    await settlements.refuse(batchId, reason, 2);
    return (await settlements.get(id))?.status === 'rejected';
  };
  // Of the populating, before the item was suspected.
  await outcomes.add({ batchId, prover: 'prover', proved: false });
  expect(await isRejected()).toBe(false);
  await outcomes.add({ batchId: before, prover: 'a', proved: true });
  expect(await isRejected()).toBe(false);
  await outcomes.add({ batchId: before, prover: 'b', proved: true });
  // A crash says nothing of the item.
  for (const prover of ['a', 'b']) await outcomes.add({ batchId, prover, proved: false });
  expect(await isRejected()).toBe(false);
  await outcomes.add({ batchId, prover: 'a', proved: false, refused: true });
  expect(await isRejected()).toBe(false);
  await outcomes.add({ batchId, prover: 'b', proved: false, refused: true });
  expect(await isRejected()).toBe(true);
  // The same with one of them alone.
  await world.pool.query("delete from proof_outcomes where prover = 'b'");
  await world.pool.query("update settlements set status = 'batched' where id = $1", [id]);
  expect(await isRejected()).toBe(true);
});

test('behavior: a receipt that is superseded while its batch is executed is settled with it, and the later one after that', async () => {
  const [serial = 0] = await populate(1);
  const first = await world.settle(serial, 10n);
  let second: typeof first | undefined;
  const checkpoint: Checkpoint = async (step) => {
    if (step === 'executed') second ??= await world.settle(serial, 25n);
  };
  driver = await world.drive({ checkpoint });
  provers.push(world.prover());
  // Otherwise no batch would ever close where receipts come faster than one is executed.
  await allFinal([first.id]);
  await allFinal([second?.id ?? '']);
  await expectSettled(new Map([[serial, 25n]]));
});

test.each([
  ['is refunded', (serial: number) => world.store.l1.refund([{ serial, block: 2n }]), 0n],
  // With another amount, as a reorg may bring it back.
  ['is replaced', (serial: number) => world.pool.query('update opens set amount = 7 where serial = $1', [serial]), 7n],
] as const)('behavior: a batch of which an open %s while it is made is made anew', async (_, change, balance) => {
  await populate(1);
  const serial = await world.open();
  let syncs = 0;
  const sync = async () => {
    if (++syncs === 1) await change(serial);
  };
  driver = await world.drive({ follower: { sync, head: () => ({ number: 1n, time: world.clock.time }) } });
  await world.until('the batch', async () => (await live()).length === 1);
  const [batch] = await live();
  const { data } = await world.store.batches.content(batch?.id ?? 0);
  expect(data.opens.map(({ amount }) => amount)).toEqual([balance]);
  expect(syncs).toBe(2);
  provers.push(world.prover());
  await world.until('the account', async () => (await world.balanceOf(serial)) === balance);
});

test('behavior: what was refused on a result that vanished meanwhile is not rejected', async () => {
  const [serial = 0] = await populate(1);
  const { id } = await world.settle(serial, 10n);
  driver = await world.drive();
  await world.until('the batch', async () => (await live()).length === 1);
  await driver.stop();
  // The next batch is executed on this one, which is given up before that is done.
  const tip = await readTip(world.store, new Map());
  const reason = sequencerError('sequencer/stale-batch').toJSON();
  await world.store.transaction(async (tables) => {
    await tables.l1.lock();
    await discardFrom(tables, tip.last?.id ?? 0, reason);
  });
  const rejected = [{ kind: 'settlements' as const, id, serial, reason }];
  await expect(rejectItems({ store: world.store, tip, rejected })).rejects.toMatchObject({
    code: 'sequencer/stale-batch',
  });
  expect((await world.store.settlements.get(id))?.status).toBe('pending');
  await rejectItems({ store: world.store, tip: await readTip(world.store, new Map()), rejected });
  expect((await world.store.settlements.get(id))?.status).toBe('rejected');
});

test('behavior: an item alone in its batch whose provers are killed again and again is not rejected for that', async () => {
  const [serial = 0] = await populate(1);
  const { id } = await world.settle(serial, 10n);
  let attempts = 0;
  // Two batches have two attempts each.
  const prove = async (job: ProveJob) => {
    if (++attempts <= 4) throw new Error('the prover was killed');
    return proofOf(job);
  };
  driver = await world.drive();
  provers.push(world.prover({ prove }));
  await allFinal([id]);
  expect(attempts).toBe(5);
  await expectSettled(new Map([[serial, 10n]]));
});

test('behavior: a receipt that comes while an earlier one is given back waits for that, and supersedes it', async () => {
  const [serial = 0] = await populate(1);
  const first = await world.settle(serial, 10n);
  driver = await world.drive();
  await world.until('the batch', async () => (await live()).length === 1);
  await driver.stop();
  const [batch] = await live();
  let coming: ReturnType<typeof world.settle> | undefined;
  await world.store.transaction(async (tables) => {
    await tables.l1.lock();
    await discardFrom(tables, batch?.id ?? 0, sequencerError('sequencer/stale-batch').toJSON());
    coming = world.settle(serial, 25n);
    coming.catch(() => {});
    const waits = "select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'";
    await world.until('it to wait', async () => (await world.pool.query(waits)).rows.length > 0);
  });
  const second = await coming;
  expect((await world.store.settlements.get(first.id))?.status).toBe('superseded');
  driver = await world.drive();
  provers.push(world.prover());
  await allFinal([second?.id ?? '']);
  await expectSettled(new Map([[serial, 25n]]));
});

/** Hands in a later receipt of one allowance after the other, within one transaction; `meanwhile` happens between the two. */
async function handInAround(serials: readonly number[], meanwhile: () => Promise<unknown>): Promise<void> {
  const waits = "select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'";
  let begun: Promise<unknown> | undefined;
  await world.store.transaction(async ({ opens, settlements }) => {
    await opens.lockAll(serials);
    for (const serial of serials) {
      await settlements.putAll([{ id: `later of ${serial}`, receipt: world.receipt(serial, 25n) }]);
      if (begun) continue;
      begun = meanwhile();
      begun.catch(() => {});
      await world.until('it to wait', async () => (await world.pool.query(waits)).rows.length > 0);
    }
  });
  await begun;
}

test('behavior: a batch is closed while later receipts of its allowances come, in whatever order, and neither waits for the other', async () => {
  const serials = await populate(2);
  const ids: string[] = [];
  for (const serial of serials) ids.push((await world.settle(serial, 10n)).id);
  const tip = await readTip(world.store, new Map());
  const plan = await planBatch({ store: world.store, tip, shapes: [tiny], nowMs: Date.now() });
  if (!plan) throw new Error('there is nothing to settle');
  const terms = { domain: world.intake.domain, now: world.clock.time, feeBps: 100, operatorSerial: 1 };
  const { executed } = await executePlan({ store: world.store, tip, plan, terms });
  if (!executed) throw new Error('nothing was executed');
  const order = { shape: 'tiny', chainId: 31337, referenceString: 'development', circuit: tiny.circuit } as const;
  const { store, queue } = world;
  await handInAround(serials.toReversed(), () => closeBatch({ store, queue, executed, plan, order }));
  for (const id of ids) expect((await world.store.settlements.get(id))?.status).toBe('batched');
  driver = await world.drive();
  provers.push(world.prover());
  await allFinal(serials.map((serial) => `later of ${serial}`));
  await expectSettled(new Map(serials.map((serial) => [serial, 25n])));
});

test('behavior: items are rejected while later receipts of their allowances come, in whatever order, and neither waits for the other', async () => {
  const serials = await populate(2);
  const reason = batchError('batch/beyond-balance').toJSON();
  const rejected: Rejected[] = [];
  for (const serial of serials) {
    const { id } = await world.settle(serial, 10n);
    rejected.push({ kind: 'settlements', id, serial, reason });
  }
  const { store } = world;
  const tip = await readTip(store, new Map());
  await handInAround(serials.toReversed(), () => rejectItems({ store, tip, rejected }));
  for (const { id } of rejected) expect((await store.settlements.get(id))?.status).toBe('superseded');
});

test.each([
  ['of another batch', numberToHex(7n, { size: 32 })],
  ['too short', '0x1234'],
  ['empty', '0x'],
  ['not hex', `0x${'zz'.repeat(32)}`],
] as const)(
  'behavior: a proof that does not verify (%s) is never believed; another prover makes it',
  async (_, lie) => {
    const [serial = 0] = await populate(1);
    const { id } = await world.settle(serial, 10n);
    driver = await world.drive({
      verifier: {
        load: async () => [tiny],
        // As the real one, which fails at what is not hex.
        verify: async (job) => numberToHex(fromHex(job.proof, 'bigint'), { size: 32 }) === proofOf(job),
      },
    });
    const liar = world.prover({ name: 'liar', prove: async () => lie });
    provers.push(liar);
    const refused = async () =>
      (await world.metrics.registry.metrics()).includes('tallystick_proving_bad_proofs_total{prover="liar"} 1');
    await world.until('the refusal', refused);
    await liar.stop();
    expect(await world.isFinal(id)).toBe(false);
    provers.push(world.prover({ name: 'honest' }));
    await allFinal([id]);
    await expectSettled(new Map([[serial, 10n]]));
  },
);

test('behavior: a batch has the time of the latest block, whatever the own clock says, and none before that of the batch before', async () => {
  const [serial = 0] = await populate(1);
  const before = world.clock.time;
  // The chain here is years behind the clock of the machine.
  expect(Date.now() / 1000 - before).toBeGreaterThan(86_400);
  driver = await world.drive();
  provers.push(world.prover());
  const settledAt = async (units: bigint) => {
    await allFinal([(await world.settle(serial, units)).id]);
    return (await world.store.l1.base()).batchTime;
  };
  // As if the batch before had been somebody's, a minute ahead of its block.
  world.clock.time = before - 60;
  expect(await settledAt(10n)).toBe(before);
  world.clock.time = before + 40;
  expect(await settledAt(20n)).toBe(before + 40);
});

test('behavior: a batch that no prover took for too long is made anew, with a fresh salt', async () => {
  const [serial = 0] = await populate(1);
  const { id } = await world.settle(serial, 10n);
  driver = await world.drive();
  await world.until('the batch', async () => (await live()).length === 1);
  const [first] = await live();
  world.clock.time += 13 * 60;
  const isAnother = async () => (await live()).some((batch) => batch.id !== first?.id);
  await world.until('another', isAnother);
  expect(await world.store.batches.get(first?.id ?? 0)).toMatchObject({
    status: 'discarded',
    error: { code: 'sequencer/batch-outdated' },
  });
  const [second] = await live();
  expect(second?.now).toBe(world.clock.time);
  const salts = await Promise.all(
    [first, second].map(async (batch) => (await world.store.batches.content(batch?.id ?? 0)).data.salt),
  );
  expect(salts[0]).not.toBe(salts[1]);
  provers.push(world.prover());
  await allFinal([id]);
  await expectSettled(new Map([[serial, 10n]]));
});

test('behavior: an item whose attempts last until its batch is too old is found all the same, and keeps nobody for ever', async () => {
  const serials = await populate(3);
  const [bad = 0, ...good] = serials;
  const { id } = await world.settle(bad, 77n);
  const ids: string[] = [];
  for (const serial of good) ids.push((await world.settle(serial, 10n)).id);
  driver = await world.drive();
  const prove = async (job: ProveJob) => {
    if (has77(job)) world.clock.time += 13 * 60;
    return refusing77(job);
  };
  provers.push(world.prover({ prove }));
  await allFinal(ids);
  await world.until('a grave suspect', async () => (await suspicionOf(id)) > 1);
  // Shows once more that the prover works, after which the item is tried again.
  for (const serial of good) ids.push((await world.settle(serial, 20n)).id);
  await allFinal(ids);
  await world.until('the refusal', async () => (await world.store.settlements.get(id))?.status === 'rejected');
  await expectSettled(new Map(good.map((serial) => [serial, 20n])));
});

test('behavior: a proof that the verifier cannot judge keeps nobody for ever: its batch is made anew once it is too old', async () => {
  const [serial = 0] = await populate(1);
  const { id } = await world.settle(serial, 10n);
  let bad: string | undefined;
  driver = await world.drive({
    verifier: {
      load: async () => [tiny],
      async verify(job) {
        bad ??= job.proof;
        if (job.proof === bad) throw new Error('the verifier ended');
        return job.proof === proofOf(job);
      },
    },
  });
  provers.push(world.prover());
  await world.until('the verifier to fail', async () => bad !== undefined);
  world.clock.time += 13 * 60;
  await allFinal([id]);
  await expectSettled(new Map([[serial, 10n]]));
});

test('behavior: a batch that never fits what it was executed on is not executed without a pause', async () => {
  const [serial = 0] = await populate(1);
  await world.settle(serial, 10n);
  // As if somebody had edited the table: the tree has another root than the latest batch.
  await world.pool.query(
    `insert into l1_batches (batch_id, block, tx_hash, shape_id, old_root, new_root, now, salt, first_serial, open_count)
     select coalesce(max(batch_id), 0) + 1, 1, '0x', 1, '0x00', '0x07', 0, '0x00', 1, 0 from l1_batches`,
  );
  let executed = 0;
  const batchMinIntervalMs = 10_000;
  driver = await world.drive({
    config: { batchMaxAgeMs: 0, batchMinIntervalMs, shapes: ['tiny'], batchesAhead: 8, proofAttempts: 2 },
    checkpoint: async (step) => {
      if (step === 'executed') executed++;
    },
  });
  await world.until('it to be executed again', async () => executed > 1);
  const before = executed;
  await delay(2500);
  // The other loop looks every second and rings.
  expect(executed - before).toBeLessThan(5);
});

test.each([
  artifactsError('artifacts/cache-unusable', { facts: { path: '/full' } }),
  sequencerError('sequencer/other-circuit', { facts: { field: 'circuit', given: '0xc2', expected: '0xc1' } }),
])(
  'behavior: a machine that can prove nothing ($code) uses up nobody’s attempts: the batch waits for another',
  async (error) => {
    const [serial = 0] = await populate(1);
    const { id } = await world.settle(serial, 10n);
    driver = await world.drive();
    let attempts = 0;
    const prove = async ({ circuit }: ProveJob): Promise<never> => {
      attempts++;
      // The job says for which circuit it is.
      expect(circuit).toBe(tiny.circuit);
      throw error;
    };
    provers.push(world.prover({ name: 'full', prove }));
    await world.until('it to try', async () => attempts > 0);
    const [batch] = await live();
    // Time for all of its attempts, and those of the batches after it.
    await delay(1000);
    expect([attempts, (await live()).map((each) => each.id)]).toEqual([1, [batch?.id]]);
    provers.push(world.prover({ name: 'other' }));
    await allFinal([id]);
    expect(world.taken.at(-1)).toBe(batch?.id);
    await expectSettled(new Map([[serial, 10n]]));
  },
);

test('behavior: a prover that is stopped gives its job back with all attempts', async () => {
  const [serial = 0] = await populate(1);
  const { id } = await world.settle(serial, 10n);
  driver = await world.drive();
  for (let i = 0; i < 3; i++) {
    let begin = () => {};
    const begun = new Promise<void>((resolve) => {
      begin = resolve;
    });
    const slow = world.prover({
      prove: () => {
        begin();
        return new Promise(() => {});
      },
    });
    await begun;
    await slow.stop();
  }
  expect((await world.queue.sizes()).dead).toBe(0);
  provers.push(world.prover());
  await allFinal([id]);
  expect((await world.store.batches.list(1000)).filter(({ status }) => status === 'discarded')).toEqual([]);
});

test('behavior: nothing secret lies in the database in the clear, in no table of any schema', async () => {
  const serials = await populate(4);
  await world.settle(serials[0] ?? 0, 10n);
  driver = await world.drive();
  // One batch is final, one waits with its inputs in the queue.
  await world.until('the batch', async () => (await live()).length === 1);
  const dump = await world.dump();
  // That the dump sees what is there: the root of the batch, and the disclosed terms by their place.
  expect(dump).toContain((await live())[0]?.newRoot.toString(16).padStart(64, '0'));
  expect(dump).toContain('$sealed');
  for (const serial of [1, 2, ...serials]) {
    const key = world.viewKeyOf(serial);
    const bytes = Buffer.from(key.toString(16).padStart(64, '0'), 'hex');
    for (const text of [key.toString(10), key.toString(16), bytes.toString('base64').slice(22, 40)]) {
      expect(dump, `${serial}`).not.toContain(text);
    }
  }
  const [batch] = await live();
  const inputs = await world.store.witnesses.get(batch?.id ?? 0);
  expect(JSON.stringify(inputs?.inputs)).toContain(world.viewKeyOf(serials[0] ?? 0).toString(16));
});

test('behavior: a new key seals everything anew, and the old one opens nothing any more', async () => {
  const serials = await populate(2);
  await world.settle(serials[0] ?? 0, 10n);
  driver = await world.drive();
  await world.until('the batch', async () => (await live()).length === 1);
  await driver.stop();
  driver = undefined;
  const [oldKey, newKey] = [Buffer.alloc(32, 7), Buffer.alloc(32, 8)];
  expect(await sealStore(world.pool, createCipher([oldKey]))).toBe(0);
  const both = createCipher([newKey, oldKey]);
  expect(await sealStore(world.pool, both)).toBeGreaterThan(6);
  expect(await sealStore(world.pool, both)).toBe(0);
  await expect(sealStore(world.pool, createCipher([oldKey]))).rejects.toMatchObject({
    code: 'sequencer/wrong-store-key',
  });
  const [batch] = await live();
  const renewed = createStore({ pool: world.pool, cipher: createCipher([newKey]) });
  expect(await renewed.accounts.get(serials[0] ?? 0)).toMatchObject({ balance: 1000n });
  expect(await renewed.witnesses.get(batch?.id ?? 0)).toBeDefined();
  expect((await renewed.batches.content(batch?.id ?? 0)).changes.settlements).toHaveLength(1);
  await expect(world.store.accounts.get(serials[0] ?? 0)).rejects.toMatchObject({ code: 'sequencer/wrong-store-key' });
});
