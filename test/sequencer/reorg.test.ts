import type { ExecutedBatch } from '@tallystick/prover/batch';
import { loadCrypto, publicKeyOf, unloadCrypto } from '@tallystick/prover/core';
import { rollupAbi, testTokenAbi } from '@tallystick/verifier-contracts';
import { type Hex, maxUint256 } from 'viem';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createSettlingWorld, type SettlingWorld } from '../../bench/createSettlingWorld.js';
import { chainClients, developmentWallet } from '../../examples/demo/openAccounts.js';
import type { BaseChange } from '../../sequencer/src/l1/BaseChange.js';
import type { Chain } from '../../sequencer/src/l1/Chain.js';
import { createChain } from '../../sequencer/src/l1/createChain.js';
import { createFollower, type Follower } from '../../sequencer/src/l1/createFollower.js';
import { decodeRevert } from '../../sequencer/src/l1/decodeRevert.js';
import { createPublisher } from '../../sequencer/src/publisher/createPublisher.js';
import { createStore, type Store } from '../../sequencer/src/store/createStore.js';
import { migrate } from '../../sequencer/src/store/migrate.js';
import { waitUntil } from '../../sequencer/src/util/waitUntil.js';
import { storeBatch } from '../support/createScriptedOperator.js';
import { startTestDatabase } from '../support/startTestDatabase.js';
import { testCipher } from '../support/testCipher.js';

/** The real contract with real proofs on anvil, and anvil's own reorgs. */
let server: Awaited<ReturnType<typeof startTestDatabase>>;
let world: SettlingWorld;
let store: Store;
let chain: Chain;
let follower: Follower;
let publisher: ReturnType<typeof createPublisher>;
let changes: BaseChange[];
/** Every batch that was stored, oldest first. */
const batches: { id: number; executed: ExecutedBatch }[] = [];
/** Opens and deposits of somebody else than the operator, whose nonces don't depend on the batches'. */
let stranger: ReturnType<typeof chainClients>;

beforeAll(async () => {
  await loadCrypto();
  server = await startTestDatabase();
  world = await createSettlingWorld('tiny', () => {});
  const pool = await server.database();
  await migrate(pool);
  store = createStore({ pool, cipher: testCipher });
  const { deployment, rpcUrl } = world;
  chain = createChain({ rpcUrl, deployment, wallet: developmentWallet(0) });
  changes = [];
  follower = createFollower({
    chain,
    store,
    deployedAtBlock: deployment.deployedAtBlock,
    confirmations: 1,
    logChunkBlocks: 1000,
    onChange: (change) => changes.push(change),
  });
  publisher = createPublisher({
    chain,
    store,
    shapeIdOf: () => world.artifacts.shape.id,
    config: {
      pollIntervalMs: 20,
      transactionTimeoutMs: 60_000,
      maxFeePerGas: 10n ** 12n,
      maxPriorityFeePerGas: 10n ** 10n,
    },
  });
  stranger = chainClients(rpcUrl, developmentWallet(1));
  const token = { address: deployment.token, abi: testTokenAbi } as const;
  const mint = { ...token, functionName: 'mint', args: [stranger.walletClient.account.address, 10n ** 20n] } as const;
  await mined(await world.clients.walletClient.writeContract(mint));
  const approve = { ...token, functionName: 'approve', args: [deployment.rollup, maxUint256] } as const;
  await mined(await stranger.walletClient.writeContract(approve));
  // What reorgs shall not reach: opens and deployment.
  await rpc('anvil_mine', ['0x42']);
});
afterAll(async () => {
  await world?.stop();
  await server?.stop();
  unloadCrypto();
});

const rpc = (method: string, params: unknown[]) =>
  world.clients.publicClient.request({ method, params } as never) as Promise<unknown>;
/** Asked for again and again: viem's own waiting takes a block number that it has seen for no news, which it is after a reorg. */
async function mined(hash: Hex): Promise<void> {
  const found = await waitUntil({ timeoutMs: 30_000, intervalMs: 10, signal: never }, () => chain.receipt(hash));
  expect(found?.succeeded, hash).toBe(true);
}
const never = new AbortController().signal;
const contractState = () => chain.state();
/** The latest blocks become others, and empty: by another miner, since empty blocks of one miner would be the same again. */
async function reorg(depth: number): Promise<void> {
  await rpc('anvil_setCoinbase', [`0x${depth.toString(16).padStart(40, '1')}`]);
  await rpc('anvil_reorg', [depth, []]);
}
const finals = async () =>
  (await store.batches.list(100)).filter(({ status }) => status === 'final').map(({ id }) => id);

/** Executes, proves and stores the next batch, on the one before. */
async function makeBatch(kind: (scenario: SettlingWorld['scenario']) => Promise<ExecutedBatch>): Promise<number> {
  const executed = await world.execute(kind);
  const { proof } = await world.prove(executed);
  const id = await storeBatch(store, executed, { proved: false });
  await store.batches.prove(id, { proof, witnessMs: 1, proveMs: 1 });
  await world.scenario.commit(executed);
  batches.push({ id, executed });
  return id;
}

/** Lets publisher and follower work until every batch is final. */
async function settleAll(): Promise<void> {
  await follower.sync();
  for (let i = 0; i < 200 && (await store.batches.live()).length > 0; i++) {
    await publisher.turn();
    await follower.sync();
  }
  expect(await finals()).toEqual(batches.map(({ id }) => id).reverse());
  const { root, batchId, firstQueued, nextSerial } = await contractState();
  expect(root).toBe(batches.at(-1)?.executed.newRoot);
  expect(await store.l1.base()).toMatchObject({ root, batchId, firstQueued, nextSerial });
}

/** Queues an account of the stranger's and returns its signed transaction. */
async function openByStranger(key: bigint): Promise<Hex> {
  const owner = publicKeyOf(key);
  const { deployment } = world;
  const hash = await stranger.walletClient.writeContract({
    address: deployment.rollup,
    abi: rollupAbi,
    functionName: 'open',
    args: [owner.x, owner.y, key, 1_000n],
    value: deployment.openFeeWei,
  });
  await mined(hash);
  return (await rpc('eth_getRawTransactionByHash', [hash])) as Hex;
}

test('default: batches are published in order and become final, with what they cost', async () => {
  await follower.sync();
  await makeBatch((scenario) => scenario.executeOpens());
  await makeBatch((scenario) => scenario.executeOpens());
  await settleAll();
  for (const { id } of batches) {
    const batch = await store.batches.get(id);
    expect(batch?.gasUsed).toBeGreaterThan(100_000n);
    expect(batch?.txHash).toBe((await store.transactions.ofBatch(id))[0]?.hash);
  }
  expect(changes.flatMap(({ final }) => final).map(({ id }) => id)).toEqual(batches.map(({ id }) => id));
});

test('behavior: reorgs of depth 64 to 1 drop batches and opens; the same transactions bring the batches back', async () => {
  await makeBatch((scenario) => scenario.executeOpens());
  await settleAll();
  const hashes = await Promise.all(batches.map(({ id }) => store.batches.get(id).then((batch) => batch?.txHash)));
  const opens: { serial: number; raw: Hex }[] = [];
  let dropped = 0;
  // The deepest first: what was dropped lies on top again afterwards, so that the next one reaches it too.
  for (let depth = 64; depth > 0; depth--) {
    if (depth % 8 === 0) {
      opens.push({ serial: (await contractState()).nextSerial, raw: await openByStranger(BigInt(depth)) });
      await follower.sync();
    }
    await reorg(depth);
    await follower.sync();
    expect(changes.at(-1)?.reorgDepth, `depth ${depth}`).toBe(depth);
    const { root, nextSerial } = await contractState();
    expect(await store.l1.base()).toMatchObject({ root, nextSerial });
    for (const { serial, raw } of opens) {
      if (serial < nextSerial) continue;
      dropped++;
      expect(await store.opens.get(serial)).toBeUndefined();
      await mined((await rpc('eth_sendRawTransaction', [raw])) as Hex);
    }
    await settleAll();
    for (const { serial } of opens) expect((await store.opens.get(serial))?.amount).toBe(1_000n);
  }
  expect(opens).toHaveLength(8);
  expect(dropped).toBeGreaterThan(64);
  expect(changes.flatMap(({ reinstated }) => reinstated).length).toBeGreaterThan(64);
  const again = await Promise.all(batches.map(({ id }) => store.batches.get(id).then((batch) => batch?.txHash)));
  expect(again).toEqual(hashes);
}, 300_000);

test('behavior: a batch of somebody else is noticed in real calldata, and a live one in its place given up', async () => {
  // A reorg may leave the chain's clock behind the latest batch's time.
  await rpc('evm_increaseTime', [300]);
  await rpc('anvil_mine', []);
  const executed = await world.execute((scenario) => scenario.executeSettlements());
  const { proof } = await world.prove(executed);
  const rival = await storeBatch(store, await world.execute((scenario) => scenario.executeSettlements()));
  // The operator's wallet by another way than the publisher: to the store it is a stranger's batch.
  const before = changes.length;
  await world.settle(executed, proof);
  await follower.sync();
  expect(changes.slice(before)).toMatchObject([{ foreign: { added: 1, removed: 0 }, discarded: [rival] }]);
  const { root, batchId } = await contractState();
  expect(root).toBe(executed.newRoot);
  expect(await store.l1.base()).toMatchObject({ root, batchId });
  expect((await store.batches.get(rival))?.error?.code).toBe('sequencer/stale-batch');
});

test('error: what the contract says is decoded; a node that is gone is passed over', async () => {
  const { deployment, rpcUrl } = world;
  const several = createChain({
    rpcUrl: ['http://127.0.0.1:1', rpcUrl],
    deployment,
    wallet: developmentWallet(0),
  });
  const [first] = batches;
  const proof = (await store.batches.proof(first?.id ?? 0)) ?? '0x';
  if (!first) throw new Error('no batch');
  const call = { shapeId: world.artifacts.shape.id, data: first.executed.data, proof };
  const refused = await several.estimate(call).catch((error: unknown) => error);
  const { root } = await several.state();
  expect(decodeRevert(refused)).toEqual({ name: 'StaleRoot', args: [first.executed.oldRoot, root] });
  const { nonce, fees } = { nonce: (await several.nonces()).latest, fees: await several.fees() };
  const maxFeePerGas = 2n * fees.baseFeePerGas + fees.priorityFeePerGas;
  const signed = await several.signBatch({
    ...call,
    nonce,
    gas: 3_000_000n,
    maxFeePerGas,
    maxPriorityFeePerGas: fees.priorityFeePerGas,
  });
  await several.send(signed.raw);
  const ask = () => several.receipt(signed.hash);
  const found = await waitUntil({ timeoutMs: 30_000, intervalMs: 10, signal: never }, ask);
  expect(found).toMatchObject({ succeeded: false });
  // Undefined where a node didn't answer, as on a busy machine: asked again, it says what it said.
  const reason = await waitUntil({ timeoutMs: 30_000, intervalMs: 10, signal: never }, () =>
    several.revertOf(signed.hash),
  );
  expect(decodeRevert(reason)?.name).toBe('StaleRoot');
  await expect(several.send(signed.raw)).rejects.toThrow();
});
