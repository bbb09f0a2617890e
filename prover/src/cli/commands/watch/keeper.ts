import { join } from 'node:path';
import type { Registry } from 'prom-client';
import { stateFolder } from '../../../clientFiles/stateFolder.js';
import { createLmdbKeeperJournal } from '../../../keeper/createLmdbKeeperJournal.js';
import { type KeeperEvent, runKeeper } from '../../../keeper/runKeeper.js';
import type { CommandContext, CommandResult } from '../../support/CommandContext.js';
import { type CourtsConnection, type CourtsOptions, connectCourts } from '../../support/connectCourts.js';
import { exposeBalance, openMetrics } from '../../support/openMetrics.js';

export type KeeperOptions = CourtsOptions & {
  once?: boolean;
  interval: number;
  maxFeeGwei: bigint;
  dataDir?: string;
  /** The name of a release ago for `dataDir`. */
  journal?: string;
  metricsPort?: number;
  metricsHost: string;
};

/** `tallystick keeper`: does what is due at the courts, until it is interrupted. */
export async function keeper(context: CommandContext, options: KeeperOptions): Promise<CommandResult> {
  const { io } = context;
  const prefix = 'tallystick_keeper_';
  const metrics = await openMetrics({ prefix, port: options.metricsPort, host: options.metricsHost });
  try {
    const connection = await connectCourts(context, options);
    const { publicClient, account } = connection;
    if (metrics !== undefined) {
      io.stderr.write(`keeper: metrics at ${metrics.url}\n`);
      exposeBalance(metrics.registry, { prefix, publicClient, address: account.address });
    }
    return await keep(context, options, connection, metrics?.registry);
  } finally {
    await metrics?.close();
  }
}

async function keep(
  { io }: CommandContext,
  options: KeeperOptions,
  { deployment, courts, account, publicClient, walletClient }: CourtsConnection,
  metrics: Registry | undefined,
): Promise<CommandResult> {
  const name = `${deployment.chainId}-${courts.uptimeCourt}-${account.address}`.toLowerCase();
  if (options.journal !== undefined) {
    const isIgnored = options.dataDir !== undefined;
    const what = isIgnored ? 'both are given, and --data-dir counts' : 'the old name goes with the next release';
    io.stderr.write(`warning: --journal is now --data-dir; ${what}.\n`);
  }
  const journal = createLmdbKeeperJournal({
    path: options.dataDir ?? options.journal ?? join(await stateFolder(undefined, '--data-dir'), 'keeper', name),
  });
  const ended = new AbortController();
  void io.interrupted?.().then(() => ended.abort());
  try {
    const totals = await runKeeper({
      publicClient,
      walletClient,
      contracts: courts,
      journal,
      once: options.once,
      intervalMs: options.interval * 1000,
      maxFeePerGasWei: options.maxFeeGwei,
      pause: (ms) => io.pause(ms, ended.signal),
      signal: ended.signal,
      metrics,
      onEvent: (event) => io.stderr.write(textOf(event)),
    });
    return {
      lines: Object.entries(totals).map(([label, count]) => [label, String(count)] as const),
      json: { keeper: account.address, ...totals },
    };
  } finally {
    await journal.close();
  }
}

function textOf(event: KeeperEvent): string {
  switch (event.event) {
    case 'looked':
      return `keeper: ${event.due} due\n`;
    case 'task': {
      const { state, reason, transactionHash } = event.entry;
      return `keeper: ${[event.key, state, reason, transactionHash].filter((part) => part !== undefined).join(' ')}\n`;
    }
    case 'error':
      return `keeper: ${event.key ?? 'look'} error ${event.error.code}: ${event.error.message}\n`;
  }
}
