import type { Task } from '../clock.js';
import type { WatchContext } from '../context.js';
import type { SlotRecord } from '../records/WatchStore.js';
import type { WatchSlot } from '../time.js';
import type { WatchedProvider } from '../WatchChain.js';
import type { Limiter } from './createLimiter.js';
import { drawProbeTime } from './drawProbeTime.js';
import { type ProbeResult, sendProbe } from './sendProbe.js';

export type ProbeSlotParameters = {
  context: WatchContext;
  task: Task;
  at: WatchSlot;
  target: WatchedProvider;
  limit: Limiter;
  /** Whether this machine's own network works. */
  isOnline: () => Promise<boolean>;
};

/**
 * Finds out whether a provider is up in a slot: one probe at a moment nobody can foresee, and after a failure a second one at
 * another such moment of what is left of the slot. Both have their whole time to answer within the slot.
 *
 * @returns undefined when the probes could not be made in time, which says nothing about the provider
 */
export async function probeSlot(parameters: ProbeSlotParameters): Promise<SlotRecord | undefined> {
  const { context, task, at, target, limit, isOnline } = parameters;
  const { config, chain, clock, signal } = context;
  const { probeTimeoutMs: timeoutMs, allowPrivateEndpoints: allowPrivate } = config;
  const latestMs = at.endMs - timeoutMs;

  /** One probe at a random moment before `untilMs`; undefined when the moment passed, as after a sleep of the machine. */
  async function probeBefore(untilMs: number): Promise<ProbeResult | undefined> {
    const momentMs = drawProbeTime(Math.max(clock.nowMs(), at.startMs), untilMs);
    if (momentMs === undefined) return undefined;
    await task.sleepUntil(momentMs);
    return limit(async () => {
      if (clock.nowMs() > latestMs) return undefined;
      const issuedAt = Math.floor(clock.nowMs() / 1000);
      const challenge = { watcher: chain.watcher, epoch: at.epoch, slot: at.slot, issuedAt };
      const { domain } = context.identity;
      return sendProbe({ target, domain, challenge, timeoutMs, allowPrivate, signal });
    });
  }

  // The second probe needs room: the first one's timeout, and its own.
  const first = await probeBefore(latestMs - timeoutMs);
  if (first?.result === 'up') return { outcome: 'up', atMs: clock.nowMs() };
  if (first === undefined || first.result === 'aborted') return undefined;
  const second = await probeBefore(latestMs + 1);
  if (second?.result === 'up') return { outcome: 'up', atMs: clock.nowMs() };
  if (second === undefined || second.result === 'aborted') return undefined;
  const online = await isOnline();
  return { outcome: online ? 'down' : 'unobserved', reason: second.reason, atMs: clock.nowMs() };
}
