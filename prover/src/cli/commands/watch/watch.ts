import { join } from 'node:path';
import { isDevelopmentChain } from '@tallystick/verifier-contracts';
import { connectChain } from '../../../chain/connectChain.js';
import { readDeploymentFile } from '../../../chain/readDeploymentFile.js';
import { requireCourts } from '../../../chain/stake/asserts.js';
import { readWatcher } from '../../../chain/stake/readStakeAccount.js';
import { stakeError } from '../../../chain/stake/stakeErrors.js';
import { stateFolder } from '../../../clientFiles/stateFolder.js';
import { writeFileDurably } from '../../../clientFiles/writeFileDurably.js';
import { createJsonLogger, type LogLevel } from '../../../telemetry/log.js';
import { createWatchChain } from '../../../watcher/createWatchChain.js';
import { createWatcher } from '../../../watcher/createWatcher.js';
import { toJsonText } from '../../io/text.js';
import type { CommandContext, CommandResult } from '../../support/CommandContext.js';
import { type CommandMetrics, exposeBalance, openMetrics } from '../../support/openMetrics.js';
import { loadWallet } from '../../wallet/loadWallet.js';

/**
 * A node on this machine answers also without a network; a latest block as far from the clock as this says that it has none, or
 * that the clock is wrong. Less than what providers allow a challenge's time to be off.
 */
const FRESH_HEAD_SECONDS = 240;
const PREFIX = 'tallystick_watcher_';

export type WatchOptions = {
  rpc: readonly string[];
  deployment: string;
  keyFile?: string;
  dataDir?: string;
  host: string;
  port: number;
  probeTimeout: number;
  probeConcurrency: number;
  pollInterval: number;
  maxFeeGwei: bigint;
  requestsPerMinute: number;
  trustedProxies: number;
  keepEpochs: number;
  allowPrivateEndpoints?: boolean;
  logLevel: LogLevel;
  metricsPort?: number;
  metricsHost: string;
  readyFile?: string;
  json?: string;
};

/** `tallystick watch`: probes, records, posts and answers until it is interrupted. */
export async function watch(context: CommandContext, options: WatchOptions): Promise<CommandResult> {
  const metrics = await openMetrics({ prefix: PREFIX, port: options.metricsPort, host: options.metricsHost });
  try {
    return await watchUntilInterrupted(context, options, metrics);
  } finally {
    await metrics?.close();
  }
}

async function watchUntilInterrupted(
  { io, hide }: CommandContext,
  options: WatchOptions,
  metrics: CommandMetrics | undefined,
): Promise<CommandResult> {
  const { rpc, deployment: file, keyFile, dataDir, logLevel, readyFile } = options;
  const deployment = await readDeploymentFile(file);
  const { chainId } = deployment;
  const { stakeRegistry, uptimeCourt } = requireCourts(deployment);
  const account = await loadWallet({ io, keyFile, hide });
  const { address } = account;
  const { publicClient, writer } = await connectChain({ rpcUrl: rpc, deployment });
  const { status } = await readWatcher({ publicClient, stakeRegistry, address });
  if (status === 'none') {
    throw stakeError('stake/not-registered', { facts: { field: 'watcher', given: address } });
  }
  // Asked for before the start, so that an interruption meanwhile counts too.
  const interrupted = io.interrupted?.() ?? new Promise<void>(() => {});
  const ended = new AbortController();
  void interrupted.then(() => ended.abort());
  const chain = createWatchChain({
    publicClient,
    walletClient: writer(account),
    chainId,
    stakeRegistry,
    uptimeCourt,
    maxFeePerGasWei: options.maxFeeGwei,
    signal: ended.signal,
    ...(isDevelopmentChain(chainId) ? {} : { freshHeadSeconds: FRESH_HEAD_SECONDS }),
  });
  const logger = createJsonLogger({ level: logLevel, write: (line) => io.stderr.write(line) });
  if (metrics !== undefined) {
    exposeBalance(metrics.registry, { prefix: PREFIX, publicClient, address });
    logger.info({ url: metrics.url }, 'metrics served');
  }
  const { host, port, probeConcurrency, requestsPerMinute, trustedProxies, keepEpochs } = options;
  const watcher = createWatcher(
    {
      dataDir:
        dataDir ?? join(await stateFolder(undefined, '--data-dir'), 'watcher', `${chainId}-${address.toLowerCase()}`),
      host,
      port,
      probeTimeoutMs: options.probeTimeout,
      probeConcurrency,
      pollIntervalMs: options.pollInterval,
      requestsPerMinute,
      trustedProxies,
      keepEpochs,
      allowPrivateEndpoints: options.allowPrivateEndpoints ?? false,
    },
    { chain, logger, ...(metrics === undefined ? {} : { metrics: metrics.registry }) },
  );
  await watcher.start();
  const url = watcher.url();
  try {
    if (readyFile !== undefined) {
      await writeFileDurably(readyFile, toJsonText({ url, watcher: address, pid: process.pid }), 0o644);
    }
    // After a fault the process ends, so that whoever supervises it starts it again.
    await Promise.race([interrupted, watcher.failure]);
  } finally {
    await watcher.stop();
  }
  const { counters } = watcher.status();
  return {
    lines: [
      ['watcher', address],
      ['slots recorded', String(counters.slotsRecorded)],
      ['slots without a probe', String(counters.slotsMissed)],
      ['slots without a network', String(counters.slotsUnobserved)],
      ['seeds drawn', String(counters.seedsDrawn)],
      ['roots posted', String(counters.rootsPosted)],
      ['leaves revealed', String(counters.reveals)],
      ['openings served', String(counters.openingsServed)],
    ],
    json: { watcher: address, url, counters },
  };
}
