import { join } from 'node:path';
import { stateFolder } from '../../../clientFiles/stateFolder.js';
import { createLmdbKeeperJournal } from '../../../keeper/createLmdbKeeperJournal.js';
import { type KeeperEvent, runKeeper } from '../../../keeper/runKeeper.js';
import type { CommandContext, CommandResult } from '../../support/CommandContext.js';
import { type CourtsOptions, connectCourts } from '../../support/connectCourts.js';

export type KeeperOptions = CourtsOptions & { once?: boolean; interval: number; maxFeeGwei: bigint; journal?: string };

/** `tallystick keeper`: does what is due at the courts, until it is interrupted. */
export async function keeper(context: CommandContext, options: KeeperOptions): Promise<CommandResult> {
  const { io } = context;
  const { deployment, courts, account, publicClient, walletClient } = await connectCourts(context, options);
  const name = `${deployment.chainId}-${courts.uptimeCourt}-${account.address}`.toLowerCase();
  const journal = createLmdbKeeperJournal({
    path: options.journal ?? join(await stateFolder(undefined, '--journal'), 'keeper', name),
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
