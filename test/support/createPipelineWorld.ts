import { setTimeout as delay } from 'node:timers/promises';
import {
  accessToken,
  hashTerms,
  publicKeyOf,
  type Receipt,
  serializeReceipt,
  serializeWithdrawal,
  signReceipt,
  signWithdrawal,
  ZERO_UNITS,
} from '@tallystick/prover/core';
import type pg from 'pg';
import { pino } from 'pino';
import { type Hex, numberToHex } from 'viem';
import { type CreatePipelineParameters, createPipeline } from '../../sequencer/src/batcher/createPipeline.js';
import { registerAccount } from '../../sequencer/src/intake/open/registerAccount.js';
import { createSettlementIntake } from '../../sequencer/src/intake/settlement/createSettlementIntake.js';
import { submitWithdrawal } from '../../sequencer/src/intake/withdrawal/submitWithdrawal.js';
import type { ProvableShape, ProveJob } from '../../sequencer/src/proving/protocol.js';
import type { ProvingWorker } from '../../sequencer/src/proving/startWorker.js';
import { createProvingQueue } from '../../sequencer/src/queue/createProvingQueue.js';
import { jobLock } from '../../sequencer/src/queue/jobLock.js';
import { keepListening } from '../../sequencer/src/queue/keepListening.js';
import { PROOF_CHANNEL } from '../../sequencer/src/queue/queueNames.js';
import { startProver } from '../../sequencer/src/queue/startProver.js';
import { createStore, type Store } from '../../sequencer/src/store/createStore.js';
import { acquireDriverLock } from '../../sequencer/src/store/driver/acquireDriverLock.js';
import { finishItems } from '../../sequencer/src/store/items/itemStores.js';
import { createMetrics } from '../../sequencer/src/telemetry/createMetrics.js';
import type { Checkpoint } from '../../sequencer/src/util/Checkpoint.js';
import { openingBody } from './openingBody.js';
import { providerSerial, sharedTerms } from './sharedTerms.js';
import { testCipher } from './testCipher.js';

const domain = 77n;
const time = 1_700_000_000;
/** A circuit that nobody has to prove here: what stands for a proof says what was to be proved. */
export const tiny: ProvableShape = {
  gates: 1,
  referenceString: 'development',
  circuit: '0xc1',
  shape: { id: 1, name: 'tiny', opens: 2, settles: 4, credits: 2, withdrawals: 1, activeDepth: 12, capDepth: 2 },
};

/** Of the drivers, unless they are given another. */
export const pipelineConfig: CreatePipelineParameters['config'] = {
  ...{ batchMaxAgeMs: 0, batchMinIntervalMs: 20, shapes: ['tiny'], batchesAhead: 8, proofAttempts: 2 },
};

/** What stands for a proof: the root that it leads to. */
export const proofOf = ({ publicInputs }: Pick<ProveJob, 'publicInputs'>): Hex =>
  numberToHex(publicInputs[1] ?? 0n, { size: 32 });

/** Operator, provider, and consumers after them, by serial. */
const keyOf = (serial: number) => BigInt(serial) * 11n;
const viewKeyOf = (serial: number) => 0xabcdef0123456789abcdef0123456789n + BigInt(serial);
const authorization = () => `Bearer ${accessToken({ viewKey: viewKeyOf(providerSerial), serial: providerSerial })}`;

/**
 * The pipeline with its real database and queue, between scripted neighbours: provers that prove nothing, and a chain that takes every
 * batch in order. What is real there is tested with real proofs on a real chain elsewhere.
 */
export async function createPipelineWorld(pool: pg.Pool) {
  // Connections are broken on purpose here.
  pool.on('error', () => {});
  const store: Store = createStore({ pool, cipher: testCipher });
  const metrics = createMetrics();
  const logger = pino({ level: process.env.TEST_LOG ?? 'silent' });
  const intake = { store, domain, chainTime: () => clock.time, findOpen: store.opens.get };
  const settlements = createSettlementIntake(intake);
  const clock = { time };
  /** Batches in the order in which the chain took them. */
  const taken: number[] = [];
  let block = 0;
  const queueOf = (isDriver: boolean) =>
    createProvingQueue({
      pool,
      attempts: 2,
      timeoutSeconds: 60,
      retryDelaySeconds: 0,
      isDriver,
      onError: (error) => logger.warn({ err: error }, 'queue'),
    });
  // Its schema is the driver's to make.
  const first = queueOf(true);
  await first.start();
  await first.stop();
  const queue = queueOf(false);
  await queue.start();

  /** Takes the oldest live batch when it is proved, as publisher, contract and follower do together. */
  async function settleNext(driven: Store): Promise<boolean> {
    return driven.transaction(async (tables) => {
      await tables.l1.lock();
      const [batch] = await tables.batches.live();
      if (batch?.status !== 'proved') return false;
      const { id, oldRoot, newRoot, now, firstSerial, openCount } = batch;
      const base = await tables.l1.base();
      if (base.batchId > 0 && base.root !== oldRoot) throw new Error('published on another root');
      const { data, changes } = await tables.batches.content(id);
      await tables.nodes.set(changes.nodes);
      await tables.accounts.set(changes.accounts);
      await tables.opens.take(firstSerial, openCount);
      await finishItems(tables, id, changes);
      const mined = { block: BigInt(++block), gasUsed: 1n };
      const at = { batchId: base.batchId + 1, block: mined.block, txHash: numberToHex(id, { size: 32 }), shapeId: 1 };
      await tables.l1.addBatches([{ ...at, oldRoot, newRoot, now, salt: data.salt, firstSerial, openCount, own: id }]);
      await tables.batches.finish(id, mined);
      taken.push(id);
      return true;
    });
  }

  const world = {
    pool,
    store,
    queue,
    metrics,
    clock,
    taken,
    intake,

    /** Starts a driver; a checkpoint may end it as a kill would. */
    async drive(options: Partial<CreatePipelineParameters> = {}) {
      const lock = await acquireDriverLock({ pool, onLost: () => {}, prepare: async () => {}, intervalMs: 10 });
      const driven = createStore({ pool, cipher: testCipher, driverEpoch: lock.epoch });
      const ownQueue = queueOf(true);
      await ownQueue.start();
      const stopping = new AbortController();
      let settling = Promise.resolve();
      const settle = () => {
        settling = settling
          .then(async () => {
            while (!stopping.signal.aborted && (await settleNext(driven))) pipeline.wake();
          })
          .catch((error: unknown) => {
            if (!stopping.signal.aborted) logger.error({ err: error }, 'settling');
          });
      };
      const pipeline = createPipeline({
        store: driven,
        queue: ownQueue,
        chain: {
          state: async () => ({ ...(await driven.l1.base()), block: 1n, feeBps: 100, operatorSerial: 1 }),
          hasShape: async () => true,
        },
        follower: {
          sync: async () => {},
          head: () => ({ number: 1n, time: clock.time }),
        },
        verifier: {
          load: async () => [tiny],
          verify: async (job) => job.proof === proofOf(job),
        },
        publisher: { wake: settle },
        logger,
        metrics,
        chainId: 31337,
        domain,
        config: pipelineConfig,
        nowMs: Date.now,
        graceSeconds: 0,
        suspectRestMs: 0,
        ...options,
      });
      await pipeline.start();
      settle();
      const listening = keepListening(pool, PROOF_CHANNEL, pipeline.wake, stopping.signal);
      const end = async () => {
        stopping.abort();
        await lock.release();
      };
      return {
        pipeline,
        /** As SIGKILL: nothing is waited for, nothing given back but what the database takes by itself. */
        kill() {
          void pipeline.stop();
          void ownQueue.stop();
          return end();
        },
        async stop() {
          await pipeline.stop();
          await settling;
          await ownQueue.stop();
          await end();
          await listening;
        },
      };
    },

    /** Starts a prover whose proofs are made by `prove`; by default they are right. */
    prover({
      name = 'prover',
      prove = async (job: ProveJob) => proofOf(job),
      worker: given,
      checkpoint,
      pauseMs = 0,
    }: {
      name?: string;
      prove?: (job: ProveJob) => Promise<Hex>;
      /** In place of one that calls `prove`. */
      worker?: ProvingWorker;
      checkpoint?: Checkpoint;
      pauseMs?: number;
    } = {}) {
      let rejectAll = (_: Error) => {};
      const killed = () =>
        new Promise<never>((_, reject) => {
          rejectAll = reject;
        });
      let ending = killed();
      ending.catch(() => {});
      const worker: ProvingWorker = given ?? {
        load: async () => [tiny],
        async prove(job, onSolved) {
          onSolved?.(1);
          const proof = await Promise.race([prove(job), ending]);
          return { proof, publicInputs: job.publicInputs, witnessMs: 1, proveMs: 1 };
        },
        verify: async () => false,
        pid: () => undefined,
        kill() {
          rejectAll(new Error('killed'));
          ending = killed();
          ending.catch(() => {});
        },
        stop: async () => rejectAll(new Error('stopped')),
      };
      return startProver({
        name,
        pool,
        store,
        queue,
        worker,
        timeoutMs: 60_000,
        pauseMs,
        pollIntervalMs: 50,
        logger,
        ...(checkpoint ? { checkpoint } : {}),
      });
    },

    /** Opens and registers an account; the first is the operator's, the second a provider's, the others are its allowances of 1000. */
    async open(expiry = time + 100_000): Promise<number> {
      const { count } = await store.opens.waiting();
      const takenCount = (await store.l1.base()).firstQueued - 1;
      const serial = takenCount + count + 1;
      const viewKey = viewKeyOf(serial);
      const terms = sharedTerms({ serial, viewKey, expiry });
      const owner = publicKeyOf(keyOf(serial));
      const amount = serial <= 2 ? 0n : 1000n;
      const at = { deadline: time + 86_400, block: 1n };
      await store.opens.add([{ serial, owner, terms: hashTerms(terms), amount, ...at, disclosed: undefined }]);
      await registerAccount(intake, openingBody({ serial, privateKey: keyOf(serial), terms }));
      return serial;
    },
    viewKeyOf,
    /** The header with which the provider settles. */
    authorization,
    /** Everything in the database as text, all schemas, bytes as hex and as base64. */
    async dump(): Promise<string> {
      const { rows: tables } = await pool.query<{ name: string }>(
        `select format('%I.%I', table_schema, table_name) as name from information_schema.tables
         where table_schema not in ('pg_catalog', 'information_schema') and table_type = 'BASE TABLE'`,
      );
      const texts: string[] = [];
      for (const { name } of tables) {
        const { rows } = await pool.query<{ text: string }>(`select t::text as text from only ${name} t`);
        for (const { text } of rows) {
          texts.push(text);
          for (const [, bytes = ''] of text.matchAll(/\\x([0-9a-f]+)/g))
            texts.push(Buffer.from(bytes, 'hex').toString('base64'));
        }
      }
      return texts.join('\n');
    },
    /** Breaks the connections of all provers that work on a job, as their death would. */
    async cutOff(): Promise<void> {
      const own = '(select oid from pg_database where datname = current_database())';
      const [namespace] = jobLock('00000000-0000-4000-8000-000000000000');
      await pool.query(
        `select pg_terminate_backend(pid) from pg_locks
         where locktype = 'advisory' and objsubid = 2 and classid = ${namespace} and database = ${own}`,
      );
    },
    /** A receipt for so many units in all. */
    receipt(serial: number, computeUnitSeconds: bigint, storageGibHours = 0n): Receipt {
      const units = { ...ZERO_UNITS, computeUnitSeconds, storageGibHours };
      return signReceipt({ domain, serial, units, privateKey: keyOf(serial) });
    },
    /** Hands in a receipt for so many units in all. */
    settle(serial: number, computeUnitSeconds: bigint, storageGibHours = 0n) {
      return world.handIn(world.receipt(serial, computeUnitSeconds, storageGibHours));
    },
    handIn(receipt: Receipt) {
      return settlements.submit(serializeReceipt(receipt), { authorization: authorization() });
    },
    withdraw(serial: number, nonce: number, amount: bigint) {
      const order = { domain, serial, nonce, amount, recipient: `0x${'11'.repeat(20)}` } as const;
      return submitWithdrawal(intake, serializeWithdrawal(signWithdrawal({ ...order, privateKey: keyOf(serial) })));
    },
    balanceOf: async (serial: number) => (await store.accounts.get(serial))?.balance,
    isFinal: async (id: string) => (await store.settlements.get(id))?.status === 'final',
    /** Waits until something is so; looks often. */
    async until(what: string, done: () => Promise<boolean>, timeoutMs = 20_000): Promise<void> {
      for (const end = Date.now() + timeoutMs; Date.now() < end; await delay(10)) if (await done()) return;
      throw new Error(`Not in time: ${what}`);
    },
  };
  return world;
}

export type PipelineWorld = Awaited<ReturnType<typeof createPipelineWorld>>;
