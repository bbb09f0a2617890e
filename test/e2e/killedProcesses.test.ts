import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { loadCrypto, signReceipt, unloadCrypto, ZERO_UNITS } from '@tallystick/prover/core';
import { createSequencerClient } from '@tallystick/prover/sequencer-client';
import { deploySequencer } from '@tallystick/sequencer';
import { type Deployment, rollupAbi, testTokenAbi } from '@tallystick/verifier-contracts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { chainClients, developmentWallet, openAccount, type Participant } from '../../examples/demo/openAccounts.js';
import { waitUntil } from '../../examples/demo/waitUntil.js';
import { type Anvil, startAnvil } from '../../verifier-contracts/test-support/startAnvil.js';
import { startTestDatabase } from '../support/startTestDatabase.js';

/**
 * The commands as an operator runs them, one sequencer, one standby and one prover, each a process of its own on one database, with real
 * proofs on a real chain; each is killed with SIGKILL while it works.
 */
const bin = fileURLToPath(new URL('../../sequencer/bin/tallystick-sequencer.mjs', import.meta.url));
const prices = { computeUnitSeconds: 1n, storageGibHours: 0n, egressMib: 0n };
const deposit = 1_000_000n;

let anvil: Anvil;
let database: Awaited<ReturnType<typeof startTestDatabase>>;
let databaseUrl: string;
let deployment: Deployment;
let folder: string;
let provider: Participant;
let consumer: Participant;
let processes: Command[] = [];

type Command = { child: ChildProcess; name: string; log(): string };

function operatorKey(): `0x${string}` {
  const { privateKey } = developmentWallet(0).getHdKey();
  return `0x${Buffer.from(privateKey ?? []).toString('hex')}`;
}

/** Starts a command; it says in a file when it is ready. */
function run(name: string, command: 'start' | 'prove', settings: Record<string, string> = {}): Command {
  const file = join(folder, `${name}.json`);
  const child = spawn(process.execPath, [bin, command, '--json', file], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      ...process.env,
      TALLYSTICK_OPERATOR_KEY: operatorKey(),
      TALLYSTICK_RPC: anvil.rpcUrl,
      TALLYSTICK_DEPLOYMENT: join(folder, 'deployment.json'),
      TALLYSTICK_STORE_KEY: '5a'.repeat(32),
      DATABASE_URL: databaseUrl,
      TALLYSTICK_SHAPES: 'tiny',
      TALLYSTICK_PORT: '0',
      TALLYSTICK_BATCH_MAX_AGE_MS: '0',
      TALLYSTICK_BATCH_MIN_INTERVAL_MS: '50',
      TALLYSTICK_POLL_INTERVAL_MS: '100',
      ...settings,
    },
  });
  let text = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (chunk) => {
      text += chunk;
    });
  }
  const started = { child, name, log: () => text };
  processes.push(started);
  return started;
}

async function ready({ name, child, log }: Command): Promise<string> {
  const file = join(folder, `${name}.json`);
  return waitUntil(`${name} to be ready`, async () => {
    if (child.exitCode !== null) throw new Error(log());
    const text = await readFile(file, 'utf8').catch(() => '');
    return text === '' ? undefined : ((JSON.parse(text) as { url?: string }).url ?? 'ready');
  });
}

async function kill({ child }: Command): Promise<void> {
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGKILL');
  await ended;
}

beforeAll(async () => {
  await loadCrypto();
  folder = await mkdtemp(join(tmpdir(), `tallystick-${randomBytes(4).toString('hex')}-`));
  await chmod(folder, 0o711);
  anvil = await startAnvil();
  database = await startTestDatabase();
  const pool = await database.database();
  databaseUrl = pool.options.connectionString ?? '';
  deployment = await deploySequencer({
    rpcUrl: anvil.rpcUrl,
    operatorKey: operatorKey(),
    token: 'test',
    shapes: ['tiny'],
    deploymentFile: join(folder, 'deployment.json'),
    pollIntervalMs: 50,
  });
});
afterAll(async () => {
  for (const each of processes) if (each.child.exitCode === null && each.child.signalCode === null) await kill(each);
  processes = [];
  await database?.stop();
  await anvil?.stop();
  await rm(folder, { recursive: true, force: true });
  unloadCrypto();
});

const accountOf = ({ serial, terms }: Participant, url: string) =>
  createSequencerClient({ url }).getAccount({ serial, viewKey: terms.viewKey });

async function submit(url: string, computeUnitSeconds: bigint): Promise<void> {
  const { serial, key } = consumer;
  const units = { ...ZERO_UNITS, computeUnitSeconds };
  const receipt = signReceipt({ domain: deployment.domain, serial, units, privateKey: key.privateKey });
  await createSequencerClient({ url }).submitSettlement(receipt, {
    provider: { serial: provider.serial, viewKey: provider.terms.viewKey },
  });
}

const settled = (url: string, n: bigint) =>
  waitUntil(`settlement of ${n}`, async () => {
    const { counters } = await accountOf(consumer, url);
    return counters.computeUnitSeconds === n ? true : undefined;
  });

test('default: prover, sequencer and standby are killed in the middle of their work; everything acknowledged is settled once', async () => {
  const first = run('first', 'start', { TALLYSTICK_PROVERS: '0' });
  let url = await ready(first);
  let prover = run('prover', 'prove', { TALLYSTICK_LOG_LEVEL: 'debug' });
  await ready(prover);
  const { rpcUrl } = anvil;
  const operator = chainClients(rpcUrl, developmentWallet(0));
  const [providerWallet, consumerWallet] = [developmentWallet(1), developmentWallet(2)];
  const mint = { address: deployment.token, abi: testTokenAbi, functionName: 'mint' } as const;
  const hash = await operator.walletClient.writeContract({ ...mint, args: [consumerWallet.address, deposit] });
  await operator.publicClient.waitForTransactionReceipt({ hash });
  const open = { rpcUrl, deployment, sequencer: createSequencerClient({ url }) };
  provider = await openAccount({ ...open, wallet: providerWallet, providerSerial: 0, amount: 0n });
  const expiry = Number((await operator.publicClient.getBlock()).timestamp) + 100_000;
  const terms = { providerSerial: provider.serial, prices, expiry, amount: deposit };
  consumer = await openAccount({ ...open, wallet: consumerWallet, ...terms });
  await waitUntil('the account', async () => ((await accountOf(consumer, url)).status === 'open' ? true : undefined));

  const proofsBefore = prover.log().split('"step":"prove"').length;
  // The prover, while it proves; another one takes its place.
  await submit(url, 100n);
  await waitUntil('the proof to begin', async () => {
    const proofs = prover.log().split('"step":"prove"').length;
    return proofs > proofsBefore ? true : undefined;
  });
  await kill(prover);
  prover = run('prover again', 'prove');
  await settled(url, 100n);

  // The sequencer, with a batch that is on its way; the standby goes on with it.
  const standby = run('standby', 'start', { TALLYSTICK_PROVERS: '0' });
  await waitUntil('the standby', async () => (standby.log().includes('this one stands by') ? true : undefined));
  await submit(url, 200n);
  const startMs = performance.now();
  await kill(first);
  url = await ready(standby);
  expect(performance.now() - startMs).toBeLessThan(15_000);
  await settled(url, 200n);

  // Both, between the acknowledgement and anything else.
  await submit(url, 300n);
  await Promise.all([kill(standby), kill(prover)]);
  const last = run('last', 'start');
  url = await ready(last);
  await settled(url, 300n);

  const fee = (amount: bigint) => (amount * BigInt(deployment.feeBps)) / 10_000n;
  expect((await accountOf(consumer, url)).balance).toBe(deposit - 300n);
  // Three settlements of 100 each, or fewer larger ones where a receipt overtook another; never more than was signed.
  expect((await accountOf(provider, url)).balance).toBe(300n - 3n * fee(100n));
  // What the state shows of the chain is read once a poll, so it may come a moment after the accounts.
  await waitUntil("the chain's root in the state", async () => {
    const { root } = await createSequencerClient({ url }).getState();
    const [, onChain] = await operator.publicClient.readContract({
      address: deployment.rollup,
      abi: rollupAbi,
      functionName: 'latest',
    });
    return BigInt(root) === onChain ? true : undefined;
  });
  // In order, as an operator would end it.
  const ended = new Promise<number | null>((resolve) => last.child.once('exit', resolve));
  last.child.kill('SIGTERM');
  expect(await ended).toBe(0);
});
