import { setMaxListeners } from 'node:events';
import type { FastifyInstance } from 'fastify';
import { describeProblem } from '../core/errors/describeProblem.js';
import type { TallystickError } from '../core/errors/TallystickError.js';
import { fieldToHex } from '../core/field.js';
import { createLifecycle } from '../core/lifecycle.js';
import { findListenProblem } from '../files/findListenProblem.js';
import { loadPoseidon } from '../statements/uptime/poseidon.js';
import type { WatchTree } from '../statements/uptime/watchTree.js';
import type { Logger } from '../telemetry/log.js';
import { createSystemClock } from './clock.js';
import type { WatcherConfig } from './config.js';
import { assertFitting, resolveWatcherConfig } from './config.js';
import type { WatchContext, WatcherStatus } from './context.js';
import { buildEpochTree } from './duties/buildEpochTree.js';
import { createDuties } from './duties/createDuties.js';
import { decideEpoch } from './duties/decideEpoch.js';
import { exposeWatcher } from './exposeWatcher.js';
import { createProbing, type Probing } from './probing/createProbing.js';
import { openDataFolder } from './records/openDataFolder.js';
import { createWatcherApi } from './serving/createWatcherApi.js';
import { epochWindows, slotAt } from './time.js';
import type { Watcher, WatcherDeps } from './watcher.js';
import { watcherError } from './watcherErrors.js';

const SILENT: Logger = { debug() {}, info() {}, warn() {}, error() {} };

/**
 * Makes a watcher; nothing is read or connected before `start`. One watcher runs once: after `stop` a new one is made.
 *
 * @throws watcher/bad-configuration
 *
 * @example
 * import { createWatchChain, createWatcher } from '@tallystick/prover/watcher';
 *
 * const contracts = { chainId, stakeRegistry, uptimeCourt };
 * const chain = createWatchChain({ publicClient, walletClient, ...contracts, freshHeadSeconds: 300 });
 * const watcher = createWatcher({ dataDir: 'watcher', host: '0.0.0.0' }, { chain });
 * await watcher.start();
 * await watcher.failure.finally(() => watcher.stop()); // after a fault the process should begin anew
 */
export function createWatcher(
  given: Partial<WatcherConfig> & Pick<WatcherConfig, 'dataDir'>,
  { chain, clock = createSystemClock(), logger = SILENT, metrics }: WatcherDeps,
): Watcher {
  const config = resolveWatcherConfig(given);
  const { chainId, registry, watcher } = chain;
  const life = createLifecycle({
    name: 'the watcher',
    onError: (error, part) => logger.error({ part, ...describeProblem(error) }, `${part} did not stop in order`),
  });
  setMaxListeners(0, life.signal); // every probe that waits listens to it
  const counters: WatcherStatus['counters'] = {
    slotsRecorded: 0,
    slotsUnobserved: 0,
    slotsMissed: 0,
    seedsDrawn: 0,
    rootsPosted: 0,
    reveals: 0,
    openingsServed: 0,
  };
  const problems = new Map<string, string>();
  const posted = new Set<number>();
  let fail: (error: unknown) => void = () => {};
  const failure = new Promise<never>((_resolve, reject) => {
    fail = reject;
  });
  failure.catch(() => {}); // for whoever doesn't look
  let context: WatchContext | undefined;
  let probing: Probing | undefined;
  let app: FastifyInstance | undefined;

  /** The tree of an epoch that is over, the same at every call. */
  function createTrees(parts: WatchContext, probes: Probing): (epoch: number) => Promise<WatchTree> {
    const trees = new Map<number, WatchTree>();
    return async (epoch) => {
      if (parts.store.epoch(epoch) === undefined) {
        await assertOver(parts, epoch);
        // Whoever was off all epoch long learns only now whom it should have watched; each of them gets a leaf all the same.
        await probes.learn(epoch);
        await probes.settled(epoch);
      }
      const record = await decideEpoch(parts, epoch);
      const tree = trees.get(epoch) ?? buildEpochTree({ ...record, identity: parts.identity });
      trees.set(epoch, tree);
      for (const known of trees.keys()) if (trees.size > 4 && known !== epoch) trees.delete(known);
      return tree;
    };
  }

  /** A decision is final, and a clock that is ahead must not make it before the slots are over: the chain's time has the say. */
  async function assertOver({ times }: WatchContext, epoch: number): Promise<void> {
    const availableFrom = Math.ceil(epochWindows(times, epoch).endMs / 1000);
    const chainTime = await chain.now();
    if (chainTime >= availableFrom) return;
    throw watcherError('watcher/too-early', { facts: { epoch, availableFrom, chainTime } });
  }

  async function launch(): Promise<void> {
    const problem = await findListenProblem(config);
    if (problem !== undefined) throw cannotListen(problem);
    await loadPoseidon();
    const times = await chain.times();
    assertFitting(config, times);
    const { store, secret } = await openDataFolder({ dataDir: config.dataDir, chainId, registry, watcher });
    life.add('records', () => store.close());
    const identity = { watcher, domain: { chainId, registry }, secret };
    const { signal } = life;
    const parts = { config, chain, clock, logger, store, times, identity, signal, counters, problems, posted };
    context = parts;
    const probes = createProbing(parts);
    probing = probes;
    const treeOf = createTrees(parts, probes);
    const api = createWatcherApi({ context: parts, status, treeOf });
    app = api;
    life.add('HTTP service', () => api.close());
    await listen(api);
    const running = [probes.run(), createDuties({ context: parts, treeOf }).run()];
    // Both end only when the watcher stops, or by a fault, after which it would be a watcher in name only.
    for (const run of running) {
      run.catch((error: unknown) => {
        const problem = describeProblem(error);
        problems.set('internal', problem.name);
        logger.error({ part: 'internal', ...problem }, 'probes or duties ended by a fault');
        fail(error);
      });
    }
    life.add('probes and duties', () => Promise.allSettled(running));
    const { epoch, slot } = slotAt(times, clock.nowMs()) ?? {};
    logger.info({ watcher, chainId, registry, url: url(), epoch, slot }, 'watcher started');
  }

  async function listen(service: FastifyInstance): Promise<void> {
    const { host, port } = config;
    await service.listen({ host, port }).catch((cause: NodeJS.ErrnoException) => {
      throw cannotListen(cause);
    });
  }

  function cannotListen(cause: NodeJS.ErrnoException): TallystickError {
    const { host, port } = config;
    const message = `The HTTP service can't listen at ${host}, port ${port}: ${cause.code}`;
    return watcherError('watcher/cannot-listen', { message, facts: { host, port, reason: cause.code }, cause });
  }

  function status(): WatcherStatus {
    const here = context && slotAt(context.times, clock.nowMs());
    // The records are closed while it stops.
    const isRunning = context !== undefined && !life.signal.aborted;
    const last = isRunning ? context?.store.latestEpoch() : undefined;
    return {
      watcher,
      chainId,
      registry,
      time: Math.floor(clock.nowMs() / 1000),
      epoch: here?.epoch,
      slot: here?.slot,
      assigned: isRunning && here ? probing?.assigned(here.epoch) : undefined,
      counters: { ...counters },
      lastRoot: last && { epoch: last.epoch, root: fieldToHex(last.root), posted: posted.has(last.epoch) },
      problems: Object.fromEntries(problems),
    };
  }

  function url(): string {
    const address = app?.server.address();
    if (typeof address !== 'object' || address === null) throw watcherError('watcher/not-ready');
    const host = address.family === 'IPv6' ? `[${address.address}]` : address.address;
    return `http://${host}:${address.port}`;
  }

  if (metrics !== undefined) exposeWatcher(metrics, status);
  return {
    address: watcher,
    failure,
    start: () => life.start(launch),
    stop: life.stop,
    url,
    status,
  };
}
