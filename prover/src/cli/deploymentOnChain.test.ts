import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { circuits } from '@tallystick/circuits';
import { type Deployment, readDeployment, rollupAbi, serializeDeployment } from '@tallystick/verifier-contracts';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { type CliWorld, createCliWorld } from '../../test-support/createCliWorld.js';
import { MAX_NOW_AHEAD_SECONDS } from '../core/limits.js';

const [shape] = circuits.batch.shapes;
if (shape === undefined) throw new Error('no shape');

let world: CliWorld;
let foreign: Deployment;
let server: Server;
let url: string;
/** What the sequencer says. */
let told: unknown;

beforeAll(async () => {
  world = await createCliWorld({ shape, slotSeconds: 15 });
  foreign = await world.deployAnother(5);
  server = createServer((request, response) => {
    const isAsked = request.url === '/v1/deployment';
    response.writeHead(isAsked ? 200 : 404, { 'content-type': 'application/json' }).end(JSON.stringify(told));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
beforeEach(() => {
  told = jsonOf(world.deployment);
});
afterAll(async () => {
  server?.close();
  await world?.stop();
});

const jsonOf = (deployment: Deployment) => JSON.parse(serializeDeployment(deployment));
const textOf = (name: string) => readFile(world.inFolder(name), 'utf8');
const fetchTo = (name: string, ...more: string[]) =>
  world.run(
    'deployment fetch',
    ...['--sequencer', url, '--rpc', world.rpcUrl, '--out', world.inFolder(name), '--json', world.inFolder('result')],
    ...more,
  );

test('default: the file is the one that the deployment wrote, and the address is there to be compared', async () => {
  const { code, out } = await fetchTo('fetched.json');
  expect(code).toBe(0);
  expect(await textOf('fetched.json')).toBe(await textOf('deployment.json'));
  expect(out).toMatch(new RegExp(`compare +${world.deployment.rollup} with the address that the operator publishes`));
  expect(await world.readJson('result')).toMatchObject({
    isPinned: false,
    isKnownCode: true,
    changes: [],
    deployment: { rollup: world.deployment.rollup },
  });
  // Usable as it is.
  const shown = await world.run('keys', '--deployment', world.inFolder('fetched.json'));
  expect(shown.code).toBe(0);
});

test('default: with the address known there is nothing left to compare', async () => {
  const { code, out } = await fetchTo('pinned.json', '--rollup', world.deployment.rollup);
  expect(code).toBe(0);
  expect(out).toContain(`${world.deployment.rollup}, as given`);
  expect(out).not.toContain('compare');
});

test('behavior: what governance changed since is told, and the file has what the chain has', async () => {
  told = { ...jsonOf(world.deployment), feeBps: 999 };
  const { out } = await fetchTo('changed.json');
  expect(out).toContain('feeBps is 100 on the chain; the sequencer says 999');
  expect((await readDeployment(world.inFolder('changed.json'))).feeBps).toBe(100);
});

test('behavior: a gateway reckons with what the contract lets a batch be ahead of its block', async () => {
  const contract = { address: world.deployment.rollup, abi: rollupAbi } as const;
  const ahead = await world.publicClient.readContract({ ...contract, functionName: 'MAX_NOW_AHEAD' });
  expect(Number(ahead)).toBe(MAX_NOW_AHEAD_SECONDS);
});

test('error: a sequencer that lies, and one that answers no deployment: nothing is written', async () => {
  const lies: [unknown, string][] = [
    [{ ...jsonOf(world.deployment), token: foreign.token }, 'chain/deployment-differs'],
    [{ ...jsonOf(world.deployment), chainId: 1 }, 'chain/wrong-chain'],
    [{ ...jsonOf(world.deployment), rollup: world.deployment.admin }, 'chain/no-rollup'],
    [{ ...jsonOf(world.deployment), domain: 'none' }, 'sequencer-client/unexpected-answer'],
    [{}, 'sequencer-client/unexpected-answer'],
  ];
  for (const [lie, error] of lies) {
    told = lie;
    const { code, err } = await fetchTo('lie.json');
    expect([code, err]).toEqual([1, expect.stringContaining(`error ${error}:`)]);
  }
  told = jsonOf(foreign);
  expect((await fetchTo('lie.json', '--rollup', world.deployment.rollup)).err).toContain('chain/deployment-differs');
  await expect(textOf('lie.json')).rejects.toThrow(/ENOENT/);
});

test("error: a file of another deployment, or one that is none, stays; one of this deployment's is renewed", async () => {
  const before = { ...world.deployment, feeBps: 7 };
  await writeFile(world.inFolder('mine.json'), serializeDeployment(before));
  expect((await fetchTo('mine.json')).code).toBe(0);
  expect(await textOf('mine.json')).toBe(await textOf('deployment.json'));

  const { courts: _, ...withoutCourts } = world.deployment;
  const kept: [string, unknown][] = [
    [serializeDeployment(foreign), jsonOf(world.deployment)],
    ['notes of mine', jsonOf(world.deployment)],
    // Who leaves the courts out would make them forgotten.
    [serializeDeployment(world.deployment), jsonOf(withoutCourts)],
  ];
  for (const [content, answer] of kept) {
    await writeFile(world.inFolder('other.json'), content);
    told = answer;
    const { code, err } = await fetchTo('other.json');
    expect([code, err]).toEqual([1, expect.stringContaining('error cli/other-deployment:')]);
    expect(await textOf('other.json')).toBe(content);
    expect((await fetchTo('other.json', '--force')).code).toBe(0);
    expect(await textOf('other.json')).toBe(`${JSON.stringify(answer, null, 2)}\n`);
  }
});

test('error: without an RPC endpoint nothing is asked', async () => {
  const { code, err } = await world.run('deployment fetch', '--sequencer', url);
  expect([code, err]).toEqual([2, expect.stringContaining("'--rpc <urls>' (or TALLYSTICK_RPC)")]);
});
