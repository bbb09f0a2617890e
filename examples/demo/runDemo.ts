import { join } from 'node:path';
import { claimWithdrawal } from '@tallystick/prover/chain';
import { loadCrypto, signWithdrawal, UNIT_KEYS, unloadCrypto } from '@tallystick/prover/core';
import { loadStatementArtifacts } from '@tallystick/prover/proving';
import { createSequencerClient, type SequencerClient } from '@tallystick/prover/sequencer-client';
import { deriveOperatorAccount } from '@tallystick/sequencer';
import { type Deployment, readDeployment, testTokenAbi } from '@tallystick/verifier-contracts';
import { type Address, createTestClient, http } from 'viem';
import { freePort } from '../../verifier-contracts/test-support/freePort.js';
import { startAnvil } from '../../verifier-contracts/test-support/startAnvil.js';
import type { Narrator } from './createNarrator.js';
import type { DemoBalance, DemoResult } from './DemoResult.js';
import { expectBalances, unitsAfterRound } from './expectBalances.js';
import { createClient, makeRequests } from './makeRequests.js';
import { chainClients, developmentWallet, openAccount, type Participant } from './openAccounts.js';
import { readBatches } from './readBatches.js';
import { CONSUMERS, PROVIDERS, ROUNDS, requestsOfRound } from './scenario.js';
import { runSequencerCommand, startSequencer } from './sequencerProcess.js';
import { startProvider } from './startProvider.js';
import { uptimeAct } from './uptimeAct.js';
import { usageAct } from './usageAct.js';
import { waitUntil } from './waitUntil.js';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Opens land in batches of this shape's size; it also holds every settlement of the scenario. */
const SHAPES = 'small';
const START_WITHIN_MS = 600_000;

export type RunDemoParameters = { narrator: Narrator; workDir: string };

/**
 * The whole path once, with real parts only: a development chain, the contracts, a sequencer with its database and prover,
 * two providers behind gateways, six consumers with paying clients; an integrator; three providers' stakes under five watchers' eyes.
 *
 * @throws Error when a step fails. A wrong balance isn't thrown: the result says so.
 */
export async function runDemo({ narrator, workDir }: RunDemoParameters): Promise<DemoResult> {
  const startedAt = Date.now();
  const cleanups: (() => Promise<void>)[] = [];
  const cleanUp = async (): Promise<void> => {
    for (let cleanup = cleanups.pop(); cleanup !== undefined; cleanup = cleanups.pop()) await cleanup();
  };
  // Chain, database and sequencer are processes of their own: interrupted or not, none may outlive the demo.
  let isInterrupted = false;
  const interrupted = (): void => {
    isInterrupted = true;
    narrator.say('Interrupted: stopping chain, sequencer and database.');
    void cleanUp().finally(() => process.exit(130));
  };
  for (const signal of SIGNALS) process.once(signal, interrupted);
  try {
    const result = await run({ narrator, workDir, cleanups });
    return { ...result, seconds: (Date.now() - startedAt) / 1000 };
  } catch (error) {
    // What breaks because its other half was stopped is no news; the process ends once everything has.
    if (isInterrupted) await new Promise(() => {});
    throw error;
  } finally {
    await cleanUp();
    for (const signal of SIGNALS) process.removeListener(signal, interrupted);
  }
}

async function run({
  narrator,
  workDir,
  cleanups,
}: RunDemoParameters & { cleanups: (() => Promise<void>)[] }): Promise<Omit<DemoResult, 'seconds'>> {
  await loadCrypto();
  cleanups.push(async () => unloadCrypto());
  const operator = developmentWallet(0);
  const providerWallets = PROVIDERS.map((_, index) => developmentWallet(1 + index));
  const consumerWallets = CONSUMERS.map((_, index) => developmentWallet(1 + PROVIDERS.length + index));

  const anvil = await narrator.step('development chain', () => startAnvil());
  cleanups.push(() => anvil.stop());
  const { rpcUrl } = anvil;
  const env = { TALLYSTICK_OPERATOR_KEY: keyOf(operator) };
  const deploymentFile = join(workDir, 'deployment.json');
  const logFile = join(workDir, 'sequencer.log');
  const common = ['--rpc', rpcUrl, '--deployment', deploymentFile, '--shapes', SHAPES];
  await narrator.step('circuits, keys and contracts (the first time takes minutes, later seconds)', (progress) =>
    runSequencerCommand({ args: ['deploy', ...common, '--dev-token'], env, logFile, onLine: progress }),
  );
  const deployment = await readDeployment(deploymentFile);
  await fund(
    rpcUrl,
    deployment,
    consumerWallets.map((wallet, index) => ({
      to: wallet.address,
      amount: CONSUMERS[index]?.deposit ?? 0n,
    })),
  );
  const wallets = [...providerWallets, ...consumerWallets].map(({ address }) => address);
  const before = await tokenBalances(rpcUrl, deployment, wallets);

  const url = `http://127.0.0.1:${await freePort()}`;
  const sequencer = createSequencerClient({ url });
  await narrator.step('sequencer with its PostgreSQL', async (progress) => {
    await startSequencer({
      url,
      onStarted: (stop) => cleanups.push(stop),
      readyWithinMs: START_WITHIN_MS,
      env,
      logFile,
      onLine: progress,
      args: [
        'start',
        ...common,
        ...['--port', new URL(url).port, '--data-dir', join(workDir, 'sequencer')],
        ...['--batch-max-age', '1500', '--batch-min-interval', '200', '--poll-interval', '100'],
      ],
    });
  });

  const chain = chainClients(rpcUrl, operator);
  const openFor = { rpcUrl, deployment, sequencer };
  const [providers, consumers] = await narrator.step('accounts opened on the chain and in the rollup', async () => {
    const providers: Participant[] = [];
    for (const wallet of providerWallets) {
      providers.push(await openAccount({ ...openFor, wallet, providerSerial: 0, amount: 0n }));
    }
    const { timestamp } = await chain.publicClient.getBlock();
    const consumers: Participant[] = [];
    for (const [index, consumer] of CONSUMERS.entries()) {
      consumers.push(
        await openAccount({
          ...openFor,
          wallet: at(consumerWallets, index),
          providerSerial: at(providers, consumer.provider).serial,
          prices: at(PROVIDERS, consumer.provider).prices,
          expiry: Number(timestamp) + consumer.expiresInSeconds,
          amount: consumer.deposit,
        }),
      );
    }
    for (const account of [...providers, ...consumers]) {
      await waitUntil(`account ${account.serial} to be opened`, async () => {
        const { status } = await accountOf(sequencer, account);
        return status === 'open' ? true : undefined;
      });
    }
    return [providers, consumers];
  });

  const services = await Promise.all(
    PROVIDERS.map(async ({ prices }, index) => {
      const { serial, terms } = at(providers, index);
      const provider = { serial, viewKey: terms.viewKey };
      const service = await startProvider({ deployment, sequencer, provider, prices, dataDir: workDir });
      cleanups.push(() => service.stop());
      return service;
    }),
  );
  const expected = expectBalances(deployment.feeBps);
  const origins = CONSUMERS.map(({ provider }) => at(services, provider).origin);
  const clients = CONSUMERS.map(({ deposit }, index) =>
    createClient({ deployment, consumer: at(consumers, index), origin: at(origins, index), cap: deposit }),
  );

  const total = CONSUMERS.reduce((sum, { requests }) => sum + requests, 0);
  let served = 0;
  for (let round = 0; round < ROUNDS; round++) {
    const title = `paid HTTP requests, round ${round + 1} of ${ROUNDS}`;
    await narrator.step(title, (progress) =>
      Promise.all(
        CONSUMERS.map((consumer, index) =>
          makeRequests(at(clients, index), at(origins, index), requestsOfRound(consumer, round), () => {
            served++;
            progress(`${served} of ${total}`);
          }),
        ),
      ),
    );
    await narrator.step('receipts settled: executed, proved, verified on the chain', async () => {
      const latest: number[] = [];
      for (const { settler } of services) {
        for (const result of await settler.settle()) {
          if (result.status === 'failed') throw result.error;
          latest.push(result.serial);
        }
      }
      for (const [index, consumer] of consumers.entries()) {
        const settled = unitsAfterRound(at(CONSUMERS, index), round);
        await waitUntil(`settlement of allowance ${consumer.serial}`, async () => {
          const { counters } = await accountOf(sequencer, consumer);
          return UNIT_KEYS.every((key) => counters[key] === settled[key]) ? true : undefined;
        });
      }
    });
  }

  const provider = at(providers, 0);
  const refunded = at(consumers, consumers.length - 1);
  const paidOut = at(expected.providers, 0);
  const refund = at(expected.allowances, consumers.length - 1);
  await narrator.step('withdrawn: a provider its earnings, a consumer the rest of an expired allowance', async () => {
    const test = createTestClient({ mode: 'anvil', transport: http(rpcUrl) });
    await test.increaseTime({ seconds: at(CONSUMERS, CONSUMERS.length - 1).expiresInSeconds });
    await test.mine({ blocks: 1 });
    await waitUntil('the sequencer to see that the allowance has expired', async () => {
      const { chainTime } = await sequencer.getState();
      return Number(chainTime) >= refunded.terms.expiry ? true : undefined;
    });
    for (const account of [provider, refunded]) {
      const { balance, nonce } = await accountOf(sequencer, account);
      const order = { domain: deployment.domain, serial: account.serial, nonce, amount: balance };
      const recipient = account.wallet.address;
      await sequencer.submitWithdrawal(signWithdrawal({ ...order, recipient, privateKey: account.key.privateKey }));
    }
    for (const account of [provider, refunded]) {
      await waitUntil(`withdrawal of account ${account.serial}`, async () => {
        const { balance } = await accountOf(sequencer, account);
        return balance === 0n ? true : undefined;
      });
      const { address } = account.wallet;
      await claimWithdrawal({ ...chainClients(rpcUrl, account.wallet), rollup: deployment.rollup, recipient: address });
    }
  });

  const after = await tokenBalances(rpcUrl, deployment, wallets);
  const [held = 0n] = await tokenBalances(rpcUrl, deployment, [deployment.rollup]);
  const balances: DemoBalance[] = [];
  const row = (who: string, what: string, from: bigint, now: bigint, shouldBe: bigint): void => {
    balances.push({ who, what, before: `${from}`, after: `${now}`, expected: `${shouldBe}` });
  };
  for (const [index, { name }] of PROVIDERS.entries()) {
    const isPaid = index === 0;
    const earned = at(expected.providers, index);
    const account = await accountOf(sequencer, at(providers, index));
    row(name, 'wallet', at(before, index), at(after, index), isPaid ? paidOut : 0n);
    row(name, 'earning account', 0n, account.balance, isPaid ? 0n : earned);
  }
  for (const [index, { name, deposit }] of CONSUMERS.entries()) {
    const position = PROVIDERS.length + index;
    const isRefunded = index === CONSUMERS.length - 1;
    const account = await accountOf(sequencer, at(consumers, index));
    row(name, 'wallet', at(before, position), at(after, position), isRefunded ? refund : 0n);
    row(name, 'allowance', deposit, account.balance, isRefunded ? 0n : at(expected.allowances, index));
  }
  const { terms } = await deriveOperatorAccount(operator);
  const fees = await sequencer.getAccount({ serial: deployment.operatorSerial, viewKey: terms.viewKey });
  row('operator', 'earning account', 0n, fees.balance, expected.operator);
  const deposits = CONSUMERS.reduce((sum, { deposit }) => sum + deposit, 0n);
  row('rollup contract', 'tokens held', 0n, held, deposits - paidOut - refund);

  const [usageArtifacts, uptimeArtifacts] = await narrator.step(
    'circuits, keys and contracts for usage and uptime (the first time takes a minute)',
    async (progress) => {
      const args = ['deploy-courts', '--rpc', rpcUrl, '--deployment', deploymentFile];
      await runSequencerCommand({ args, env, logFile, onLine: progress });
      return [
        await loadStatementArtifacts({ statement: 'usage', chainId: deployment.chainId }),
        await loadStatementArtifacts({ statement: 'uptime', chainId: deployment.chainId }),
      ];
    },
  );
  const withCourts = await readDeployment(deploymentFile);
  const usage = await narrator.step("an integrator rewards a provider's proven usage", () =>
    usageAct({
      rpcUrl,
      deployment: withCourts,
      artifacts: usageArtifacts,
      integrator: operator,
      provider,
      computeUnitSeconds: CONSUMERS.reduce((sum, { provider: of }, index) => {
        return of === 0 ? sum + at(expected.units, index).computeUnitSeconds : sum;
      }, 0n),
    }),
  );
  const uptime = await narrator.step(
    'a day of probes: five watchers, three providers, one down, one gone',
    (progress) =>
      uptimeAct({
        rpcUrl,
        deployment: withCourts,
        artifacts: uptimeArtifacts,
        providers: [...PROVIDERS.map(({ name }) => name), 'Clio Relay'].map((name, index) => {
          return { name, wallet: developmentWallet(9 + index) };
        }),
        watchers: [0, 1, 2, 3, 4].map((index) => developmentWallet(12 + index)),
        keeper: developmentWallet(17),
        funder: operator,
        workDir,
        cleanups,
        progress,
      }),
  );

  const batches = await readBatches(sequencer);
  const settlements = batches.reduce((sum, batch) => sum + batch.settlements, 0);
  return { requests: served, receipts: served, settlements, batches, balances, usage, uptime };
}

const accountOf = (sequencer: SequencerClient, { serial, terms }: Participant) =>
  sequencer.getAccount({ serial, viewKey: terms.viewKey });

function at<T>(list: readonly T[], index: number): T {
  const item = list[index];
  if (item === undefined) throw new RangeError(`Nothing at ${index} of ${list.length}`);
  return item;
}

function keyOf(wallet: ReturnType<typeof developmentWallet>): string {
  const { privateKey } = wallet.getHdKey();
  if (privateKey === null) throw new Error('The development wallet has no private key');
  return `0x${Buffer.from(privateKey).toString('hex')}`;
}

async function fund(rpcUrl: string, { token }: Deployment, grants: { to: Address; amount: bigint }[]): Promise<void> {
  const { publicClient, walletClient } = chainClients(rpcUrl, developmentWallet(0));
  for (const { to, amount } of grants) {
    const call = { address: token, abi: testTokenAbi, functionName: 'mint', args: [to, amount] } as const;
    const hash = await walletClient.writeContract(call);
    await publicClient.waitForTransactionReceipt({ hash });
  }
}

function tokenBalances(rpcUrl: string, { token }: Deployment, holders: Address[]): Promise<bigint[]> {
  const { publicClient } = chainClients(rpcUrl, developmentWallet(0));
  const call = { address: token, abi: testTokenAbi, functionName: 'balanceOf' } as const;
  return Promise.all(holders.map((holder) => publicClient.readContract({ ...call, args: [holder] })));
}
