import { type ChildProcess, fork } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openAllowance } from '@tallystick/prover/chain';
import {
  accessToken,
  deriveAccountKey,
  deriveAllowanceKey,
  deriveViewKey,
  fieldToHex,
  type Terms,
  ZERO_UNITS,
} from '@tallystick/prover/core';
import { createSequencerClient } from '@tallystick/prover/sequencer-client';
import { readDeployment, testTokenAbi } from '@tallystick/verifier-contracts';
import { chainClients, developmentWallet } from '../../examples/demo/openAccounts.js';
import { runSequencerCommand, startSequencer } from '../../examples/demo/sequencerProcess.js';
import { freePort } from '../../verifier-contracts/test-support/freePort.js';
import { startAnvil } from '../../verifier-contracts/test-support/startAnvil.js';
import type { LoadFigures, LoadOrder, LoadRun } from './LoadOrder.js';
import { watchMemory } from './watchMemory.js';

export type MeasureLoadParameters = {
  /** Folder for database, deployment and log. */
  workDir: string;
  clients: number;
  /** Length of the run as fast as the service answers, and of each of the others. */
  seconds: number;
  /** Length of the run that watches the memory, at half of what the service takes. */
  soakSeconds: number;
  say(line: string): void;
};

/** What the runs measured; the memory of the service's process is the lowest in the soak's first half and in its second, in MiB. */
export type MeasuredLoad = {
  clients: number;
  acceptedPerSecond: number;
  /** At half of `acceptedPerSecond`. */
  p50Ms: number;
  p99Ms: number;
  soakSeconds: number;
  soakAccepted: number;
  rssStartMb: number;
  rssEndMb: number;
  refused: Record<string, number>;
};

/** As the service starts, its memory grows until its caches are warm and its code is compiled. */
const WARM_UP_SECONDS = 15;
const DEPOSIT = 10n ** 15n;

/**
 * Measures how many settlements a sequencer takes in: the service as `tallystick-sequencer start` runs it, with its embedded PostgreSQL, and
 * clients in a process of their own, all on this machine. No prover runs: batches are closed and queued, proofs are another measurement.
 */
export async function measureLoad(parameters: MeasureLoadParameters): Promise<MeasuredLoad> {
  const { workDir, clients: count, seconds, soakSeconds, say } = parameters;
  const cleanups: (() => Promise<void>)[] = [];
  try {
    const { rpcUrl, stop } = await startAnvil();
    cleanups.push(stop);
    const deploymentFile = join(workDir, 'deployment.json');
    const { privateKey } = developmentWallet(0).getHdKey();
    const env = { TALLYSTICK_OPERATOR_KEY: `0x${Buffer.from(privateKey ?? []).toString('hex')}` };
    const logFile = join(workDir, 'sequencer.log');
    const common = ['--rpc', rpcUrl, '--deployment', deploymentFile, '--shapes', 'tiny'];
    say('deploying');
    await runSequencerCommand({ args: ['deploy', ...common, '--dev-token'], env, logFile });
    const url = `http://127.0.0.1:${await freePort()}`;
    await startSequencer({
      url,
      env,
      logFile,
      readyWithinMs: 600_000,
      onStarted: (stopService) => cleanups.push(stopService),
      args: [
        'start',
        ...common,
        ...['--port', new URL(url).port, '--data-dir', join(workDir, 'sequencer')],
        ...['--provers', '0', '--poll-interval', '500', '--requests-per-minute', '0'],
        ...['--json', join(workDir, 'started.json')],
      ],
    });
    const { pid } = JSON.parse(readFileSync(join(workDir, 'started.json'), 'utf8')) as { pid: number };
    say(`opening ${count} allowances`);
    const order = await openAllowances({ rpcUrl, deploymentFile, url, count });
    const load = startLoad();
    cleanups.push(async () => load.kill());
    await load.send(order);

    say(`as fast as it goes, ${seconds} s`);
    await load.send({ seconds: WARM_UP_SECONDS });
    const full = await load.send({ seconds });
    const half = Math.max(1, Math.floor(full.acceptedPerSecond / 2));
    say(`${full.acceptedPerSecond} a second; now ${half} a second, ${seconds} s`);
    const paced = await load.send({ seconds, perSecond: half });
    say(`${soakSeconds} s of ${half} a second`);
    const soak = await watchMemory(pid, () => load.send({ seconds: soakSeconds, perSecond: half }));
    return {
      clients: count,
      acceptedPerSecond: full.acceptedPerSecond,
      p50Ms: paced.p50Ms,
      p99Ms: paced.p99Ms,
      soakSeconds,
      soakAccepted: soak.result.accepted,
      rssStartMb: soak.startMb,
      rssEndMb: soak.endMb,
      refused: { ...full.refused, ...paced.refused, ...soak.result.refused },
    };
  } finally {
    for (let cleanup = cleanups.pop(); cleanup; cleanup = cleanups.pop()) await cleanup();
  }
}

type OpenAllowancesParameters = { rpcUrl: string; deploymentFile: string; url: string; count: number };

async function openAllowances({ rpcUrl, deploymentFile, url, count }: OpenAllowancesParameters): Promise<LoadOrder> {
  const deployment = await readDeployment(deploymentFile);
  const { rollup, token, domain } = deployment;
  const wallet = developmentWallet(1);
  const clients = chainClients(rpcUrl, wallet);
  const amount = DEPOSIT * BigInt(count);
  const mint = { address: token, abi: testTokenAbi, functionName: 'mint', args: [wallet.address, amount] } as const;
  await clients.publicClient.waitForTransactionReceipt({ hash: await clients.walletClient.writeContract(mint) });
  const sequencer = createSequencerClient({ url });
  const { privateKey: root } = await deriveAccountKey(wallet);
  const { timestamp } = await clients.publicClient.getBlock();

  async function open(index: number, providerSerial: number) {
    const derivation = { root, index, domain };
    const key = deriveAllowanceKey(derivation);
    const prices = providerSerial === 0 ? ZERO_UNITS : { ...ZERO_UNITS, computeUnitSeconds: 1n };
    const expiry = providerSerial === 0 ? 0 : Number(timestamp) + 7 * 86_400;
    const terms: Terms = { providerSerial, prices, expiry, viewKey: deriveViewKey(derivation) };
    const deposit = providerSerial === 0 ? 0n : DEPOSIT;
    const { serial } = await openAllowance({ ...clients, rollup, owner: key.publicKey, terms, amount: deposit });
    await sequencer.registerAccount({ serial, owner: key.publicKey, terms });
    return { serial, privateKey: fieldToHex(key.privateKey), viewKey: terms.viewKey };
  }

  const provider = await open(0, 0);
  const opened: LoadOrder['clients'] = [];
  for (let index = 1; index <= count; index++) {
    const { serial, privateKey } = await open(index, provider.serial);
    opened.push({ serial, privateKey });
  }
  return { url, domain: fieldToHex(domain), token: accessToken(provider), clients: opened };
}

/** The process of the clients; each message is answered by one. */
function startLoad() {
  const file = fileURLToPath(new URL('generateLoad.js', import.meta.url));
  const child: ChildProcess = fork(file, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  return {
    kill: () => void child.disconnect(),
    send(message: LoadOrder | LoadRun): Promise<LoadFigures> {
      return new Promise((resolve, reject) => {
        const ended = (code: number | null) => reject(new Error(`The load's process ended with exit code ${code}`));
        child.once('exit', ended);
        child.once('message', (answer) => {
          child.off('exit', ended);
          resolve(answer as LoadFigures);
        });
        child.send(message);
      });
    },
  };
}
