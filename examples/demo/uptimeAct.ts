import { join } from 'node:path';
import {
  committeeOf,
  readEpochTimes,
  readProvider,
  registerProvider,
  registerWatcher,
  submitUptimeProof,
} from '@tallystick/prover/chain';
import { deriveAccountKey, deriveResponderKey } from '@tallystick/prover/core';
import { createMemoryKeeperJournal, runKeeper } from '@tallystick/prover/keeper';
import type { StatementArtifacts } from '@tallystick/prover/proving';
import { type ProvedUptime, proveUptime, SLOTS_PER_EPOCH, uptimePenalty } from '@tallystick/prover/statements';
import {
  createVirtualClock,
  createWatchChain,
  createWatcher,
  fetchOpening,
  type VirtualClock,
  type Watcher,
} from '@tallystick/prover/watcher';
import { DEFAULT_COURT_TERMS, type Deployment, testTokenAbi } from '@tallystick/verifier-contracts';
import { createTestClient, type Hex, http, type LocalAccount } from 'viem';
import { type HDAccount, privateKeyToAccount } from 'viem/accounts';
import { freePort } from '../../verifier-contracts/test-support/freePort.js';
import type { DemoUptime } from './DemoResult.js';
import { chainClients } from './openAccounts.js';
import { type ProbedService, startProbedService } from './startProbedService.js';

export type UptimeActParameters = {
  rpcUrl: string;
  deployment: Deployment;
  artifacts: StatementArtifacts<'uptime'>;
  /** Three of them. */
  providers: { name: string; wallet: HDAccount }[];
  /** Five of them. */
  watchers: HDAccount[];
  keeper: HDAccount;
  /** May mint. */
  funder: HDAccount;
  workDir: string;
  cleanups: (() => Promise<void>)[];
  progress: (detail: string) => void;
};

const PROMISED_BPS = 9_900;
const CAPACITY = { compute: 8, storageGib: 1_000, egressMibPerSecond: 10 };
const STAKE = 1_000_000_000n;
/** The slots in which the second provider is down. */
const DOWN = { from: 30, to: 42 };
/** How often watchers look at the chain: once an hour of the virtual day. */
const POLL_MS = 3_600_000;
/** The chain's time follows the virtual clock in steps of at least so much. */
const CHAIN_STEP_MS = 60_000;

/**
 * A day of three providers and five watchers, on a virtual clock: one is up, one goes down for a while, one vanishes. The first two prove
 * how many slots they missed and nothing else; the third proves nothing, and a keeper has it slashed.
 */
export async function uptimeAct(parameters: UptimeActParameters): Promise<DemoUptime> {
  const { rpcUrl, deployment, cleanups, progress } = parameters;
  const { courts } = deployment;
  if (courts === undefined) throw new Error('The deployment has no courts');
  const { uptimeCourt, stakeRegistry } = courts;
  const reader = chainClients(rpcUrl, parameters.funder).publicClient;
  const clock = await startClock(rpcUrl, Number((await reader.getBlock()).timestamp));

  progress('registering');
  const services: ProbedService[] = [];
  const responders: LocalAccount[] = [];
  let epoch = 0;
  for (const { wallet } of parameters.providers) {
    const { privateKey: root } = await deriveAccountKey(wallet);
    const derivation = { root, index: 0, domain: deployment.domain };
    const responder = privateKeyToAccount(deriveResponderKey(derivation));
    const service = await startProbedService({
      account: responder,
      provider: wallet.address,
      chainId: deployment.chainId,
      registry: stakeRegistry,
      nowMs: clock.nowMs,
    });
    cleanups.push(service.goDown);
    services.push(service);
    responders.push(responder);
    await fund(parameters, wallet, STAKE);
    const terms = { capacity: CAPACITY, promisedUptimeBps: PROMISED_BPS, endpoint: service.endpoint };
    const registered = await registerProvider({
      ...chainClients(rpcUrl, wallet),
      stakeRegistry,
      terms: { ...terms, responder: responder.address },
      stake: STAKE,
    });
    epoch = Math.max(epoch, registered.fromEpoch);
  }
  const watchers: Watcher[] = [];
  for (const [index, wallet] of parameters.watchers.entries()) {
    await fund(parameters, wallet, STAKE);
    const clients = chainClients(rpcUrl, wallet);
    const port = await freePort();
    await registerWatcher({ ...clients, stakeRegistry, endpoint: `http://127.0.0.1:${port}`, stake: STAKE });
    const chain = createWatchChain({ ...clients, chainId: deployment.chainId, ...courts, nowMs: clock.nowMs });
    const dataDir = join(parameters.workDir, `watcher-${index}`);
    const watcher = createWatcher(
      { dataDir, port, allowPrivateEndpoints: true, pollIntervalMs: POLL_MS },
      { chain, clock },
    );
    await watcher.start();
    cleanups.push(() => watcher.stop());
    watchers.push(watcher);
  }

  const times = await readEpochTimes({ publicClient: reader, uptimeCourt, epoch });
  const slotMs = (1000 * (times.endsAt - times.startsAt)) / SLOTS_PER_EPOCH;
  const slotStart = (slot: number): number => times.startsAt * 1000 + slot * slotMs;
  const [, flaky, vanished] = services;
  progress('waiting for the first epoch that counts');
  await clock.advanceTo(slotStart(0) - 1);
  await vanished?.goDown();
  for (let slot = 0; slot < SLOTS_PER_EPOCH; slot++) {
    if (slot === DOWN.from) await flaky?.goDown();
    if (slot === DOWN.to) await flaky?.comeBack();
    progress(`slot ${slot + 1} of ${SLOTS_PER_EPOCH}`);
    await clock.advanceTo(slotStart(slot + 1) - 1);
  }
  await clock.advanceTo(times.postUntil * 1000 + CHAIN_STEP_MS);

  // The third has nobody left who would prove anything.
  const proofs: (ProvedUptime | undefined)[] = [];
  const gas: (number | undefined)[] = [];
  for (const [index, { wallet, name }] of parameters.providers.slice(0, 2).entries()) {
    progress(`${name} proves its uptime`);
    const provider = wallet.address;
    const committee = await committeeOf({ publicClient: reader, uptimeCourt, provider, epoch });
    const openings = await Promise.all(
      committee.members.map(({ watcher, root }) =>
        fetchOpening({
          endpoint: watchers.find(({ address }) => address === watcher)?.url() ?? '',
          watcher,
          epoch,
          provider,
          account: responders[index] ?? wallet,
          chainId: deployment.chainId,
          registry: stakeRegistry,
          root,
          allowPrivate: true,
          nowMs: clock.nowMs,
        }),
      ),
    );
    const roots = committee.members.map(({ root }) => root);
    const proof = await proveUptime({ artifacts: parameters.artifacts, provider, epoch, roots, openings });
    const { gasUsed } = await submitUptimeProof({ ...chainClients(rpcUrl, wallet), uptimeCourt, proof });
    proofs.push(proof);
    gas.push(Number(gasUsed));
  }
  progress('a keeper looks for the silent');
  // The days until the deadline bring nothing new.
  for (const watcher of watchers) await watcher.stop();
  await clock.advanceTo(times.proofUntil * 1000 + CHAIN_STEP_MS);
  let failure: unknown;
  let slashedBy: Hex | undefined;
  await runKeeper({
    ...chainClients(rpcUrl, parameters.keeper),
    contracts: courts,
    journal: createMemoryKeeperJournal(),
    once: true,
    pause: async () => {},
    onEvent: (event) => {
      if (event.event === 'error') failure = event.error;
      else if (event.event === 'task' && event.task?.kind === 'slash-silent') slashedBy = event.entry.transactionHash;
    },
  });
  if (failure !== undefined) throw failure;
  if (slashedBy !== undefined) {
    gas[2] = Number((await reader.getTransactionReceipt({ hash: slashedBy })).gasUsed);
  }

  const missed = [0, DOWN.to - DOWN.from, SLOTS_PER_EPOCH];
  const rows: DemoUptime['providers'] = [];
  for (const [index, { name, wallet }] of parameters.providers.entries()) {
    const { stake } = await readProvider({ publicClient: reader, stakeRegistry, address: wallet.address });
    const proof = proofs[index];
    const { schedule } = DEFAULT_COURT_TERMS;
    const expectedMissed = missed[index] ?? 0;
    const fraction = uptimePenalty({ promisedUptimeBps: PROMISED_BPS, missedSlots: expectedMissed, schedule });
    rows.push({
      name,
      proved: proof !== undefined,
      missedSlots: proof?.missedSlots ?? null,
      expectedMissedSlots: proof === undefined ? null : expectedMissed,
      proveMs: proof === undefined ? null : Math.round(proof.witnessMs + proof.proveMs),
      gasUsed: gas[index] ?? null,
      stakeBefore: `${STAKE}`,
      stakeAfter: `${stake}`,
      expectedStake: `${STAKE - (STAKE * fraction) / 10n ** 18n}`,
    });
  }
  const probes = watchers.reduce((sum, watcher) => sum + watcher.status().counters.slotsRecorded, 0);
  return { epoch, slots: SLOTS_PER_EPOCH, constraints: parameters.artifacts.constraints, probes, providers: rows };
}

/** A virtual clock at the chain's time, which the chain follows. */
async function startClock(rpcUrl: string, chainSeconds: number): Promise<VirtualClock> {
  const chain = createTestClient({ mode: 'anvil', transport: http(rpcUrl) });
  let mined = chainSeconds * 1000;
  return createVirtualClock(mined, async (ms) => {
    if (ms - mined < CHAIN_STEP_MS) return;
    mined = ms;
    await chain.setNextBlockTimestamp({ timestamp: BigInt(Math.floor(ms / 1000)) });
    await chain.mine({ blocks: 1 });
  });
}

async function fund({ rpcUrl, deployment, funder }: UptimeActParameters, to: HDAccount, amount: bigint): Promise<void> {
  const { publicClient, walletClient } = chainClients(rpcUrl, funder);
  const address = deployment.courts?.stakeToken ?? deployment.token;
  const hash = await walletClient.writeContract({
    address,
    abi: testTokenAbi,
    functionName: 'mint',
    args: [to.address, amount],
  });
  await publicClient.waitForTransactionReceipt({ hash });
}
