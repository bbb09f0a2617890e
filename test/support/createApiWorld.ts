import { createHash } from 'node:crypto';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { Writable } from 'node:stream';
import type { BatchData } from '@tallystick/prover/batch';
import {
  accessToken,
  publicKeyOf,
  serializeReceipt,
  serializeWithdrawal,
  signReceipt,
  signWithdrawal,
  type Terms,
  ZERO_UNITS,
} from '@tallystick/prover/core';
import { type Deployment, serializeDeployment } from '@tallystick/verifier-contracts';
import type pg from 'pg';
import type { ApiLimits } from '../../sequencer/src/api/ApiContext.js';
import { createApi } from '../../sequencer/src/api/createApi.js';
import { observeRequests } from '../../sequencer/src/api/observeRequests.js';
import { createBatchFeed } from '../../sequencer/src/api/stream/createBatchFeed.js';
import type { Pipeline } from '../../sequencer/src/batcher/createPipeline.js';
import { createOpenFinder } from '../../sequencer/src/intake/open/createOpenFinder.js';
import { createFollower } from '../../sequencer/src/l1/createFollower.js';
import type { WaitOf } from '../../sequencer/src/operations/Wait.js';
import { keepListening } from '../../sequencer/src/queue/keepListening.js';
import { BATCH_CHANNEL } from '../../sequencer/src/queue/queueNames.js';
import { readPublicState } from '../../sequencer/src/service/readPublicState.js';
import { createStore } from '../../sequencer/src/store/createStore.js';
import { migrate } from '../../sequencer/src/store/migrate.js';
import { createLogger } from '../../sequencer/src/telemetry/createLogger.js';
import { createMetrics } from '../../sequencer/src/telemetry/createMetrics.js';
import { createScriptedChain } from './createScriptedChain.js';
import { scriptedShape } from './createScriptedOperator.js';
import { openingBody } from './openingBody.js';
import { sharedTerms } from './sharedTerms.js';
import { testCipher } from './testCipher.js';

const domain = 77n;

/** A secret of so many bits that no other text holds it by chance. */
const secret = (name: string) => BigInt(`0x${createHash('sha256').update(name).digest('hex').slice(0, 60)}`);
const keyOf = (serial: number) => secret(`key of ${serial}`);
const viewKeyOf = (serial: number) => secret(`view key of ${serial}`);

const termsOf = (serial: number): Terms => sharedTerms({ serial, viewKey: viewKeyOf(serial) });

export type ApiWorldOptions = {
  limits?: Partial<ApiLimits>;
  /** Accounts that are open on the chain; none is registered yet. */
  accounts?: number;
  /** When the service begins; 0 by default, so that its cursors begin with 1. */
  startMs?: number;
};

const at = (digit: number): `0x${string}` => `0x${`${digit}`.repeat(40)}`;

/** With courts: every field that a deployment file may have. */
const sampleDeployment: Deployment = {
  chainId: 31337,
  rollup: at(1),
  token: at(2),
  accessManager: at(3),
  verifiers: { tiny: at(4) },
  domain,
  operatorSerial: 1,
  deployedAtBlock: 5n,
  feeBps: 100,
  openFeeWei: 10n ** 13n,
  refundDelaySeconds: 3600,
  admin: at(5),
  operator: at(5),
  courts: {
    stakeRegistry: at(6),
    uptimeCourt: at(7),
    usageVerifier: at(8),
    uptimeProofVerifier: at(9),
    usageProofVerifier: at(9),
    stakeToken: at(2),
    deployedAtBlock: 6n,
    genesis: 1_700_000_000,
    slotSeconds: 900,
    windows: { postSeconds: 1, demandSeconds: 2, revealSeconds: 3, proofSeconds: 4, slashSeconds: 5 },
  },
};

/** The HTTP service with a real database and a scripted chain; batches are what the test writes. */
export async function createApiWorld(pool: pg.Pool, options: ApiWorldOptions = {}) {
  const { limits = {}, accounts = 5, startMs = 0 } = options;
  await migrate(pool);
  const lines: string[] = [];
  const destination = new Writable({
    write(chunk, _encoding, done) {
      lines.push(`${chunk}`);
      done();
    },
  });
  const logger = createLogger('trace', destination);
  const script = createScriptedChain();
  const store = createStore({ pool, cipher: testCipher });
  const { chain } = script;
  const follower = createFollower({ chain, store, deployedAtBlock: 1n, confirmations: 1, logChunkBlocks: 2000 });
  for (let serial = 1; serial <= accounts; serial++) {
    script.open({ owner: publicKeyOf(keyOf(serial)), terms: termsOf(serial), amount: 1_000n });
  }
  await follower.sync();
  const stopping = new AbortController();
  const metrics = createMetrics();
  const feed = createBatchFeed({ store, startMs, onError: (error) => logger.error({ err: error }, 'feed') });
  const background = [feed.run(stopping.signal), keepListening(pool, BATCH_CHANNEL, feed.wake, stopping.signal)];
  const shapes = [
    { shape: scriptedShape, gates: 31_598, referenceString: 'development' as const, circuit: '0xc1' as const },
  ];
  const pipeline = { shapes: () => shapes } as unknown as Pipeline;
  let waiting = 0;
  let waits: WaitOf = () => ({ reason: 'batch' });
  const findOpen = createOpenFinder({ opens: store.opens, sync: follower.sync });
  const app = await createApi({
    intake: { store, domain, chainTime: script.time, findOpen },
    state: () => readPublicState({ store, deployment: sampleDeployment, follower, pipeline, rollup: script.state }),
    deployment: JSON.parse(serializeDeployment(sampleDeployment)),
    waiting: () => waiting,
    waitOf: (batchId) => waits(batchId),
    assertReady: () => store.ping(),
    gatesOf: (name) => shapes.find(({ shape }) => shape.name === name)?.gates,
    metrics: metrics.registry,
    ...observeRequests(metrics),
    feed,
    logger,
    bodyLimitBytes: 16_384,
    limits: {
      ...{ requestsPerMinute: 0, requestsAtOnce: 100, streamsAtOnce: 30, itemsWaiting: 1000, trustedProxies: 0 },
      ...limits,
    },
  });
  await app.listen({ host: '127.0.0.1', port: 0 });
  if (!app.server.listening) await once(app.server, 'listening');
  const url = `http://127.0.0.1:${(app.server.address() as AddressInfo).port}`;
  let roots = 1n;

  const token = (serial: number) => `Bearer ${accessToken({ viewKey: viewKeyOf(serial), serial })}`;
  /** Settlements are the provider's to hand in. */
  const providers = (path: string): Record<string, string> =>
    path === '/v1/settlements' ? { authorization: token(2) } : {};

  const world = {
    app,
    url,
    pool,
    store,
    script,
    metrics,
    logs: () => lines.join(''),
    /** What the service believes to wait. */
    setWaiting(count: number) {
      waiting = count;
    },
    /** Why the publisher says that items wait. */
    setWaits(waitOf: WaitOf) {
      waits = waitOf;
    },
    termsOf,
    keyOf,
    token,
    /** Bodies as clients send them. */
    opening(serial: number) {
      return openingBody({ serial, privateKey: keyOf(serial), terms: termsOf(serial) });
    },
    receipt(serial: number, computeUnitSeconds: bigint) {
      const units = { ...ZERO_UNITS, computeUnitSeconds };
      return serializeReceipt(signReceipt({ domain, serial, units, privateKey: keyOf(serial) }));
    },
    withdrawal(serial: number, nonce: number, amount: bigint) {
      const order = { domain, serial, nonce, amount, recipient: `0x${'ab'.repeat(20)}` } as const;
      return serializeWithdrawal(signWithdrawal({ ...order, privateKey: keyOf(serial) }));
    },
    async post(path: string, body: unknown, headers: Record<string, string> = {}) {
      const response = await fetch(`${url}${path}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...providers(path), ...headers },
        body: typeof body === 'string' ? body : JSON.stringify(body),
      });
      const json = (await response.json()) as Record<string, unknown>;
      return { status: response.status, headers: response.headers, body: json };
    },
    async get(path: string, headers: Record<string, string> = {}) {
      const response = await fetch(`${url}${path}`, { headers });
      return {
        status: response.status,
        headers: response.headers,
        body: (await response.json()) as Record<string, unknown>,
      };
    },
    /** Registers every account. */
    async register() {
      for (let serial = 1; serial <= accounts; serial++) await world.post('/v1/accounts', world.opening(serial));
    },
    /** Writes a batch that was just executed, on the one before. Returns its id. */
    addBatch(): Promise<number> {
      const oldRoot = roots++;
      const data = { now: script.time(), opens: [] } as unknown as BatchData;
      const changes = { nodes: [], accounts: [], settlements: [], withdrawals: [] };
      return store.transaction((tables) =>
        tables.batches.add({ shape: scriptedShape, oldRoot, newRoot: roots, data }, 1, changes),
      );
    },
    /** As the service ends. */
    async close() {
      await app.close();
      stopping.abort();
      await Promise.all(background);
    },
  };
  return world;
}

export type ApiWorld = Awaited<ReturnType<typeof createApiWorld>>;
