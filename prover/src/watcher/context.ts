import type { Address, Hex } from 'viem';
import { describeProblem } from '../core/errors/describeProblem.js';
import type { ProbeDomain } from '../core/probe.js';
import type { Logger } from '../telemetry/log.js';
import type { WatchClock } from './clock.js';
import type { WatcherConfig } from './config.js';
import type { WatchStore } from './records/WatchStore.js';
import type { WatchTimes } from './time.js';
import type { WatchChain } from './WatchChain.js';

/** What the parts of one running watcher share. */
export type WatchContext = {
  readonly config: WatcherConfig;
  readonly chain: WatchChain;
  readonly clock: WatchClock;
  readonly logger: Logger;
  readonly store: WatchStore;
  readonly times: WatchTimes;
  readonly identity: WatchIdentity;
  /** Aborted when the watcher stops. */
  readonly signal: AbortSignal;
  readonly counters: WatcherStatus['counters'];
  readonly problems: Map<string, string>;
  /** Epochs whose root was seen on the chain. */
  readonly posted: Set<number>;
};

/** Who watches, where, and the secret that its salts come from. Never logged. */
export type WatchIdentity = { watcher: Address; domain: ProbeDomain; secret: Uint8Array };

/** Public state of a watcher. It says how much was recorded, never what of whom: others could copy it. */
export type WatcherStatus = {
  watcher: Address;
  chainId: number;
  registry: Address;
  /** Unix seconds by the watcher's clock. */
  time: number;
  /** Undefined before the court's first epoch. */
  epoch: number | undefined;
  slot: number | undefined;
  /** Providers that it probes in the running epoch; undefined while it doesn't know. */
  assigned: number | undefined;
  /** Since this process started. */
  counters: {
    /** Slots recorded after a probe, whatever came of it. */
    slotsRecorded: number;
    /** Slots that count as up because this watcher had no network of its own when it probed. */
    slotsUnobserved: number;
    /** Slots whose probes could not be made in time; they count as up too. */
    slotsMissed: number;
    seedsDrawn: number;
    rootsPosted: number;
    reveals: number;
    openingsServed: number;
  };
  /** The latest root that it recorded, and whether it is on the chain. */
  lastRoot: { epoch: number; root: Hex; posted: boolean } | undefined;
  /** What goes wrong right now: the error's code by part; empty when all is well. The log has the rest. */
  problems: Record<string, string>;
};

/**
 * Runs one part's work. What goes wrong becomes the part's problem in the status, logged when it is new; success clears it.
 * Nothing is thrown, since one part must not keep the others from their deadlines.
 *
 * @returns whether it succeeded
 */
export async function attempt(
  { problems, logger, signal }: Pick<WatchContext, 'problems' | 'logger' | 'signal'>,
  part: string,
  work: () => Promise<void>,
): Promise<boolean> {
  try {
    await work();
  } catch (error) {
    if (signal.aborted) return false;
    const problem = describeProblem(error);
    if (problems.get(part) !== problem.name) logger.warn({ part, ...problem }, `${part} failed; it is tried again`);
    problems.set(part, problem.name);
    return false;
  }
  if (problems.delete(part)) logger.info({ part }, `${part} works again`);
  return true;
}
