import { Gauge, Registry } from 'prom-client';
import type { Address } from 'viem';
import type { ChainReader } from '../../chain/ChainClients.js';
import { collectProcess } from '../../telemetry/collectProcess.js';
import { serveMetrics } from '../../telemetry/serveMetrics.js';
import { cliError } from '../cliErrors.js';

/** The metrics of a command that runs for long. */
export type CommandMetrics = {
  registry: Registry;
  /** Where they are. */
  url: string;
  close(): Promise<void>;
};

export type OpenMetricsParameters = {
  /** What the names begin with, such as `tallystick_watcher_`. */
  prefix: string;
  host: string;
  /** Undefined: no metrics. */
  port: number | undefined;
};

/**
 * Serves the metrics that a command is to have, those of its process among them.
 *
 * @throws cli/cannot-listen
 */
export async function openMetrics({ prefix, host, port }: OpenMetricsParameters): Promise<CommandMetrics | undefined> {
  if (port === undefined) return undefined;
  const registry = new Registry();
  const { url, close } = await serveMetrics(registry, { host, port }).catch((cause: NodeJS.ErrnoException) => {
    throw cliError('cli/cannot-listen', { facts: { field: '--metrics-port', host, port, reason: cause.code }, cause });
  });
  collectProcess(registry, prefix);
  return { registry, url, close };
}

/** So often at most is the chain asked, however often the metrics are. */
const BALANCE_TTL_MS = 60_000;

export type ExposeBalanceParameters = {
  prefix: string;
  publicClient: ChainReader;
  address: Address;
  nowMs?: () => number;
};

/** Puts what a wallet holds into a registry; it is asked for when the metrics are read, and shown as it was last known. */
export function exposeBalance(
  registry: Registry,
  { prefix, publicClient, address, nowMs = Date.now }: ExposeBalanceParameters,
): void {
  let askedMs: number | undefined;
  const balance = new Gauge({
    name: `${prefix}balance_wei`,
    help: 'Native balance of the wallet, which pays for the transactions.',
    // Without a label it would be 0 until the chain has answered.
    labelNames: ['wallet'],
    registers: [registry],
    collect() {
      if (askedMs !== undefined && nowMs() - askedMs < BALANCE_TTL_MS) return;
      askedMs = nowMs();
      // Not waited for: metrics must come while the chain doesn't answer, too.
      publicClient.getBalance({ address }).then(
        (wei) => balance.set({ wallet: address }, Number(wei)),
        () => {
          askedMs = undefined;
        },
      );
    },
  });
}
