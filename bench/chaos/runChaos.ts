import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { AccountTree } from '@tallystick/prover/core';
import {
  createPostgresNodeStore,
  deploySequencer,
  deriveOperatorAccount,
  startEmbeddedPostgres,
} from '@tallystick/sequencer';
import pg from 'pg';
import type { Hex } from 'viem';
import { chainClients, developmentWallet } from '../../examples/demo/openAccounts.js';
import { waitUntil } from '../../examples/demo/waitUntil.js';
import { freePort } from '../../verifier-contracts/test-support/freePort.js';
import { startAnvil } from '../../verifier-contracts/test-support/startAnvil.js';
import type { ChaosResult } from './ChaosResult.js';
import { createClients } from './createClients.js';
import { createDice } from './createDice.js';
import { createMoments } from './createMoments.js';
import { createSender, type Sender } from './createSender.js';
import { createSupervisor } from './createSupervisor.js';
import { judgeLedger } from './judgeLedger.js';
import { planKills } from './planKills.js';
import { readDatabase } from './readDatabase.js';
import { readLedgerOnChain } from './readLedgerOnChain.js';
import { runKills } from './runKills.js';

export type RunChaosParameters = {
  kills: number;
  seed: number;
  /** The command `tallystick-sequencer`, as a file that Node runs. */
  cli: string;
  /** Folder for database, deployment and log; other users of the machine have to be able to pass through it. */
  workDir: string;
  say(line: string): void;
};

const PROVIDERS = 2;
const ALLOWANCES = 4;
/** So often somebody new opens an allowance. */
const killsPerNewcomer = 10;

/** How long anything may take that isn't killed any more: to be acknowledged, and to be settled. */
const patienceMs = 240_000;

/**
 * Kills a running system again and again, and looks whether anything was lost or done twice: a development chain; two sequencers on one
 * embedded PostgreSQL, one of which stands by; a prover's process beside the driver's own prover; real proofs; clients that hand receipts
 * and withdrawals in all the while. Each process is killed with SIGKILL and started again. In the end everything may settle, and what L1
 * says is held to what was acknowledged.
 *
 * The crypto must be loaded.
 *
 * @throws Error when the system comes to a stand, or refuses what it has to take
 */
export async function runChaos({ kills, seed, cli, workDir, say }: RunChaosParameters): Promise<ChaosResult> {
  const dice = createDice(seed);
  const plan = planKills(kills, dice);
  const moments = createMoments();
  const supervisor = createSupervisor({ cli, logFile: join(workDir, 'processes.log'), moments });
  const dataDir = join(workDir, 'sequencer');
  const deploymentFile = join(workDir, 'deployment.json');
  const operatorWallet = developmentWallet(0);
  const operatorKey: Hex = `0x${Buffer.from(operatorWallet.getHdKey().privateKey ?? []).toString('hex')}`;
  const anvil = await startAnvil();
  const { rpcUrl } = anvil;
  const over = new AbortController();
  let clients: ReturnType<typeof createClients> | undefined;
  try {
    say('deploying');
    const deployment = await deploySequencer({
      ...{ rpcUrl, operatorKey, deploymentFile, token: 'test', shapes: ['tiny'], pollIntervalMs: 50 },
    });
    const env = { TALLYSTICK_STORE_KEY: '5a'.repeat(32), TALLYSTICK_LOG_LEVEL: 'debug', TALLYSTICK_THREADS: '1' };
    const urls: string[] = [];
    for (const name of ['first', 'second']) {
      const port = `${await freePort()}`;
      urls.push(`http://127.0.0.1:${port}`);
      const args = [
        ...['start', '--rpc', rpcUrl, '--deployment', deploymentFile, '--data-dir', dataDir, '--port', port],
        ...['--shapes', 'tiny', '--batch-max-age', '0', '--batch-min-interval', '50', '--poll-interval', '100'],
        ...['--requests-per-minute', '0', '--standby'],
      ];
      supervisor.start({ name, args: async () => args, env: { ...env, TALLYSTICK_OPERATOR_KEY: operatorKey } });
      // The one that is there first drives, and the other stands by.
      if (name === 'first') await moments.next('ready', patienceMs);
    }
    let proverUrl: string | undefined;
    const proverArgs = async () => {
      proverUrl = (await readDatabase(dataDir))?.url;
      return proverUrl === undefined ? undefined : ['prove', '--database-url', proverUrl];
    };
    supervisor.start({ name: 'prover', args: proverArgs, env });
    // A database that was started again has another port: whoever runs the prover tells it.
    void (async () => {
      while (!over.signal.aborted) {
        const url = (await readDatabase(dataDir))?.url;
        const pid = supervisor.running().get('prover');
        if (url !== undefined && proverUrl !== undefined && url !== proverUrl && pid !== undefined) process.kill(pid);
        await delay(500, undefined, { signal: over.signal }).catch(() => {});
      }
    })();

    const sender = createSender({ urls, withinMs: patienceMs, say });
    const onAccepted = () => moments.happened('accepted');
    clients = createClients({ rpcUrl, deployment, sender, dice: createDice(seed + 1), onAccepted });
    for (let i = 0; i < PROVIDERS; i++) await clients.addProvider();
    for (let i = 0; i < ALLOWANCES; i++) await clients.addAllowance();
    await Promise.race([moments.next('final', patienceMs), clients.failed]);

    const startMs = performance.now();
    const seconds = () => Math.round((performance.now() - startMs) / 1000);
    let killed = 0;
    let newcomers: Promise<unknown> = Promise.resolve();
    const { ledger, addAllowance, failed } = clients;
    const onKill = (line: string): void => {
      say(`kill ${++killed} of ${kills}, ${seconds()} s: ${line}`);
      // One after the other, since they share a wallet.
      if (killed % killsPerNewcomer === 0) newcomers = newcomers.then(addAllowance);
      newcomers.catch(() => {});
    };
    const counts = await Promise.race([
      runKills({ kills: plan, supervisor, moments, dataDir, pick: dice.pick, onKill }),
      failed,
    ]);
    await Promise.all([newcomers, clients.stop()]);
    await clients.stop();
    say(`${seconds()} s: everything is acknowledged; now it may settle`);
    await untilSettled(sender, say);
    const tookSeconds = seconds();
    over.abort();
    for (const [name, code] of await supervisor.stop()) if (code !== 0) say(`${name} ended with exit code ${code}`);

    const { terms } = await deriveOperatorAccount(operatorWallet);
    const { operatorSerial, feeBps } = deployment;
    const onChain = await readLedgerOnChain({
      publicClient: chainClients(rpcUrl, operatorWallet).publicClient,
      deployment,
      accounts: [...ledger.allowances, ...ledger.providers, { serial: operatorSerial, terms }],
      recipients: ledger.providers.flatMap(({ withdrawals }) => withdrawals.map(({ recipient }) => recipient)),
    });
    const { root, rebuiltRoot, batches, accounts, credited } = onChain;
    const stored = await storedRoot(dataDir);
    return {
      kills,
      ...judgeLedger({ ledger, feeBps, operatorSerial, accounts, credited }),
      rootsEqual: stored === root && rebuiltRoot === root,
      seconds: tookSeconds,
      seed,
      batches,
      ...counts,
      troubles: sender.troubles(),
    };
  } finally {
    over.abort();
    await clients?.stop().catch(() => {});
    await supervisor.stop();
    const postgres = await readDatabase(dataDir);
    if (postgres) process.kill(postgres.pid, 'SIGINT');
    await anvil.stop();
  }
}

/**
 * Until nothing waits and no batch is under way; where that doesn't come, what is missing is found on L1. Seen twice, with no batch between:
 * what waits and what is under way aren't read in one moment, and a batch that is given up puts its items back.
 */
async function untilSettled(sender: Sender, say: (line: string) => void): Promise<void> {
  let quietSince: number | undefined;
  const isSettled = async () => {
    const { waiting } = (await sender.get('/v1/state')) as { waiting: Record<string, number> };
    const { batches } = (await sender.get('/v1/batches?limit=100')) as { batches: { id: number; status: string }[] };
    const live = batches.filter(({ status }) => status !== 'final' && status !== 'discarded');
    const isQuiet = live.length + Object.values(waiting).reduce((sum, count) => sum + count, 0) === 0;
    const latest = isQuiet ? batches[0]?.id : undefined;
    const isSame = latest !== undefined && latest === quietSince;
    quietSince = latest;
    return isSame ? true : undefined;
  };
  await waitUntil('the rest to settle', isSettled, { withinMs: patienceMs, everyMs: 500 }).catch((error: Error) =>
    say(error.message),
  );
}

/** Of the tree that the sequencers have left behind in their database. */
async function storedRoot(dataDir: string): Promise<bigint> {
  const postgres = await startEmbeddedPostgres({ dataDir });
  const client = new pg.Client({ connectionString: postgres.url });
  try {
    await client.connect();
    return await new AccountTree(createPostgresNodeStore({ client })).root();
  } finally {
    await client.end();
    await postgres.stop();
  }
}
