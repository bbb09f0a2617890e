import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Address } from 'viem';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { anvilAccount, type CliWorld, createCliWorld } from '../../test-support/createCliWorld.js';
import { seededRandom } from '../../test-support/seededRandom.js';
import { committeeOf } from '../chain/stake/committeeOf.js';
import { demandReveal } from '../chain/stake/demandReveal.js';
import { drawSeed } from '../chain/stake/drawSeed.js';
import { postRoot } from '../chain/stake/postRoot.js';
import { readProvider } from '../chain/stake/readStakeAccount.js';
import { registerProvider } from '../chain/stake/registerProvider.js';
import { registerWatcher } from '../chain/stake/registerWatcher.js';
import { revealLeaf } from '../chain/stake/revealLeaf.js';
import { FIELD_MODULUS } from '../core/field.js';
import type { WatchOpening } from '../statements/uptime/opening.js';
import { serializeWatchOpening } from '../statements/uptime/opening.js';
import { loadPoseidon } from '../statements/uptime/poseidon.js';
import { createWatchTree } from '../statements/uptime/watchTree.js';

const SLOT_SECONDS = 15;
const EPOCH_SECONDS = 96 * SLOT_SECONDS;
const EPOCH = 2;
const ALL = 2n ** 96n - 1n;
/** 24 slots were down for all watchers. */
const SEEN = ALL - (2n ** 24n - 1n);
const provider = anvilAccount(1).address;
/** Anvil's accounts 2 to 6 watch. */
const watchers = [2, 3, 4, 5, 6];
const shape = { id: 9, name: 'double', opens: 3, settles: 2, credits: 2, withdrawals: 1, activeDepth: 10, capDepth: 2 };

let world: CliWorld;
let server: Server;
const openings = new Map<Address, WatchOpening>();
/** The member that answers nobody, and the one that only reveals on the chain. */
let silent: Address;
let reluctant: Address;

/** TEST DOUBLE of five watchers' services: gives an opening to whoever asks. */
async function startWatchers(): Promise<Server> {
  const started = createServer((request, response) => {
    const [, watcher, path] = /^\/(0x\w{40})(\/.*)$/.exec(request.url ?? '') ?? [];
    const opening = openings.get(watcher as Address);
    if (opening === undefined || watcher === silent || watcher === reluctant || path !== `/v1/openings/${EPOCH}`) {
      response.writeHead(404).end('{"code":"watcher/unknown-opening","message":"no such opening"}');
      return;
    }
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(serializeWatchOpening(opening)));
  });
  await new Promise<void>((resolve) => started.listen(0, '127.0.0.1', resolve));
  return started;
}

beforeAll(async () => {
  await loadPoseidon();
  [world, server] = await Promise.all([createCliWorld({ shape, slotSeconds: SLOT_SECONDS }), startWatchers()]);
  const { courts, publicClient, writer } = world;
  const { stakeRegistry, uptimeCourt, genesis } = courts;
  const { port } = server.address() as AddressInfo;
  const stake = 10n ** 13n;
  await registerProvider({
    publicClient,
    walletClient: writer(1),
    stakeRegistry,
    stake,
    terms: {
      capacity: { compute: 1, storageGib: 0, egressMibPerSecond: 0 },
      promisedUptimeBps: 9_900,
      responder: provider,
      endpoint: 'http://127.0.0.1:1',
    },
  });
  for (const index of watchers) {
    const endpoint = `http://127.0.0.1:${port}/${anvilAccount(index).address}`;
    await registerWatcher({ publicClient, walletClient: writer(index), stakeRegistry, endpoint, stake });
  }
  await world.moveTo(genesis + (EPOCH - 1) * EPOCH_SECONDS + 1);
  await drawSeed({ publicClient, walletClient: writer(0), uptimeCourt, epoch: EPOCH });
  await world.moveTo(genesis + (EPOCH + 1) * EPOCH_SECONDS + 1);
  const random = seededRandom(1);
  for (const index of watchers) {
    const watcher = anvilAccount(index).address;
    const record = { provider, bitmap: index === 6 ? ALL : SEEN, salt: random() % FIELD_MODULUS, index: index * 7 };
    const tree = createWatchTree({ watcher, epoch: EPOCH, records: [record] });
    openings.set(watcher, tree.opening(provider));
    await postRoot({ publicClient, walletClient: writer(index), uptimeCourt, epoch: EPOCH, root: tree.root });
  }
  await world.moveTo(genesis + (EPOCH + 1) * EPOCH_SECONDS + courts.windows.postSeconds + 1);
  silent = anvilAccount(4).address;
  reluctant = anvilAccount(3).address;
});
afterAll(async () => {
  server?.close();
  await world?.stop();
});

test('default: openings in any order from files, placed by the committee', async () => {
  const { run, where, inFolder, writeJson } = world;
  const files = await writeJson('openings.json', [...openings.values()].reverse().map(serializeWatchOpening));
  const { code, out } = await run('prove uptime', ...where, '--opening', files, '--out', inFolder('files.json'));
  expect(code).toBe(0);
  expect(out).toMatch(/members +5 of 5\nmissed slots +24 of 96/);
  const { publicClient, courts } = world;
  const { members } = await committeeOf({ publicClient, uptimeCourt: courts.uptimeCourt, provider, epoch: EPOCH });
  expect((await world.readJson('files.json')).roots.map(BigInt)).toEqual(members.map(({ root }) => root));
});

test('default: asks the watchers and the chain, leaves a silent one out, submits, and the court takes its penalty', async () => {
  const { run, where, inFolder, readJson, publicClient, courts } = world;
  const { stakeRegistry } = courts;
  const before = await readProvider({ publicClient, stakeRegistry, address: provider });
  const demanding = { publicClient, uptimeCourt: courts.uptimeCourt, epoch: EPOCH, watcher: reluctant };
  await demandReveal({ ...demanding, walletClient: world.writer(1) });
  const opening = openings.get(reluctant) ?? expect.fail('no opening');
  await revealLeaf({ ...demanding, walletClient: world.writer(3), opening });
  const out = inFolder('uptime.json');
  const proved = await run(
    'prove uptime --epoch 2 --submit',
    ...where,
    '--out',
    out,
    '--json',
    inFolder('result.json'),
  );
  expect(proved).toMatchObject({ code: 0 });
  expect(proved.err).toContain(`notice: ${silent} gave no opening: watcher/unknown-opening`);
  expect(proved.out).toMatch(new RegExp(`left out +${silent}: watcher/unknown-opening`));
  expect(proved.out).toMatch(/members +4 of 5/);
  const result = await readJson('result.json');
  expect(result).toMatchObject({
    missedSlots: 24,
    members: 4,
    leftOut: [{ watcher: silent, code: 'watcher/unknown-opening' }],
    submitted: { transactionHash: expect.stringMatching(/^0x/), penalty: expect.stringMatching(/^[1-9]\d*$/) },
  });
  const after = await readProvider({ publicClient, stakeRegistry, address: provider });
  expect(before.stake - after.stake).toBe(BigInt(result.submitted.penalty));
});

test('default: the chain verifies it; changed in any part it does not', async () => {
  const { run, where, readJson, writeJson, inFolder } = world;
  const verified = await run('verify', inFolder('uptime.json'), ...where);
  expect(verified).toMatchObject({ code: 0 });
  expect(verified.out).toMatch(/checked by +the chain's roots/);
  const proof = await readJson('uptime.json');
  const fewer = await writeJson('fewer.json', { ...proof, missedSlots: 23 });
  expect((await run('verify', fewer, ...where)).err).toContain('error statement/invalid-proof:');
  const roots = [`0x${'1'.repeat(64)}`, ...proof.roots.slice(1)].map((root) => root.replace(/^0x1/, '0x0'));
  const elsewhere = await run('verify', await writeJson('roots.json', { ...proof, roots }), ...where);
  expect(elsewhere.code).toBe(1);
  expect(elsewhere.err).toContain('The proof states another root than the chain has');
  expect(elsewhere.err).toContain('field: roots[0]');
});

test('error: a second proof of the epoch', async () => {
  const { code, err } = await world.run('prove uptime --epoch 2 --submit', ...world.where);
  expect(code).toBe(1);
  expect(err).toContain("error uptime/nothing-owed: The provider's epoch is proven or slashed already");
  // Refused before the work.
  expect(err).not.toContain('prove: ');
});

test('error: an epoch without a committee', async () => {
  const { code, err } = await world.run('prove uptime --epoch 1', ...world.where);
  expect(code).toBe(1);
  expect(err).toContain('error uptime/nothing-owed: No committee was drawn');
});

test('error: an opening of nobody in the committee, and no epoch at all', async () => {
  const { run, where, writeJson } = world;
  const stranger = createWatchTree({ watcher: provider, epoch: EPOCH, records: [{ provider, bitmap: ALL, salt: 1n }] });
  const file = await writeJson('stranger.json', serializeWatchOpening(stranger.opening(provider)));
  const { err } = await run('prove uptime', ...where, '--opening', file);
  expect(err).toContain('The watcher is not in the committee');
  expect((await run('prove uptime', ...where)).err).toContain('field: --epoch');
});
