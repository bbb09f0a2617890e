import { SLOTS_PER_EPOCH } from '../../statements/uptime/bitmap.js';
import { startTask, type Task } from '../clock.js';
import type { WatchContext } from '../context.js';
import { attempt } from '../context.js';
import { slotAt, type WatchSlot } from '../time.js';
import type { WatchedProvider } from '../WatchChain.js';
import { createLimiter } from './createLimiter.js';
import { probeSlot } from './probeSlot.js';

/** The probing part of a watcher. */
export type Probing = {
  /** Probes, slot after slot, until the watcher stops. */
  run(): Promise<void>;
  /** Resolves when no probe of an epoch that is over can still be recorded. */
  settled(epoch: number): Promise<void>;
  /**
   * Asks the chain whom to watch in an epoch and keeps the answer. Nobody who was assigned once is dropped: its leaf would be
   * missing.
   *
   * @throws chain/…
   */
  learn(epoch: number): Promise<void>;
  /** Providers of the epoch; undefined while unknown. */
  assigned(epoch: number): number | undefined;
};

/** Probes every assigned provider in every slot, and records each slot durably. */
export function createProbing(context: WatchContext): Probing {
  const { config, chain, clock, logger, store, times, signal, counters } = context;
  const limit = createLimiter(config.probeConcurrency);
  const underWay = new Map<number, Set<Promise<void>>>();
  let asking: Promise<boolean> | undefined;

  /** Probes that fail together ask once. */
  function isOnline(): Promise<boolean> {
    asking ??= chain.isOnline().finally(() => {
      asking = undefined;
    });
    return asking;
  }

  async function probeProvider(task: Task, at: WatchSlot, target: WatchedProvider): Promise<void> {
    const { epoch, slot } = at;
    const { provider } = target;
    if (store.slots(epoch, provider).has(slot)) return; // before a restart
    const record = await probeSlot({ context, task, at, target, limit, isOnline });
    if (signal.aborted) return;
    if (record === undefined) {
      counters.slotsMissed += 1;
      logger.warn({ epoch, slot, provider }, 'no probe could be made in time; the slot counts as up');
      return;
    }
    if (!(await store.putSlot({ epoch, provider, slot }, record))) return;
    counters.slotsRecorded += 1;
    if (record.outcome === 'unobserved') {
      counters.slotsUnobserved += 1;
      logger.warn({ epoch, slot, provider }, 'this machine has no network; the slot counts as up');
    }
    logger.debug({ epoch, slot, provider, outcome: record.outcome, reason: record.reason }, 'slot recorded');
  }

  function startSlot(at: WatchSlot, targets: readonly WatchedProvider[]): void {
    const { epoch } = at;
    const group = underWay.get(epoch) ?? new Set();
    underWay.set(epoch, group);
    for (const target of targets) {
      const run: Promise<void> = startTask({ clock, signal }, async (task) => {
        await attempt(context, 'recording', () => probeProvider(task, at, target));
      }).finally(() => group.delete(run));
      group.add(run);
    }
  }

  async function learn(epoch: number): Promise<void> {
    const isDrawn = await chain.isSeedDrawn(epoch);
    // Without a seed the epoch is void once it runs; before, somebody may still draw it.
    const isKnown = isDrawn || epoch <= (slotAt(times, clock.nowMs())?.epoch ?? -1);
    if (!isKnown) return;
    const fresh = isDrawn ? await chain.assignments(epoch) : [];
    const known = new Set(fresh.map(({ provider }) => provider.toLowerCase()));
    const kept = (store.assignments(epoch) ?? []).filter(({ provider }) => !known.has(provider.toLowerCase()));
    await store.putAssignments(epoch, [...fresh, ...kept]);
  }

  const refresh = (epoch: number): Promise<boolean> => attempt(context, 'assignments', () => learn(epoch));

  return {
    run: () =>
      startTask({ clock, signal }, async (task) => {
        for (;;) {
          const at = slotAt(times, clock.nowMs());
          if (at === undefined) {
            await task.sleepUntil(times.genesis * 1000);
            continue;
          }
          if (store.assignments(at.epoch) === undefined) await refresh(at.epoch);
          const targets = store.assignments(at.epoch);
          if (targets === undefined) {
            await task.sleepUntil(Math.min(at.endMs, clock.nowMs() + config.pollIntervalMs));
            continue;
          }
          startSlot(at, targets);
          // For the next slots, so that a new endpoint is noticed and the next epoch begins without a delay.
          await refresh(at.epoch);
          if (at.slot === SLOTS_PER_EPOCH - 1) await refresh(at.epoch + 1);
          for (const epoch of underWay.keys()) if (epoch < at.epoch - 1) underWay.delete(epoch);
          await task.sleepUntil(at.endMs);
        }
      }),
    async settled(epoch) {
      await Promise.all(underWay.get(epoch) ?? []);
    },
    learn,
    assigned: (epoch) => store.assignments(epoch)?.length,
  };
}
