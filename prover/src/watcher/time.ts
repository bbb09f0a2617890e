import { SLOTS_PER_EPOCH } from '../statements/uptime/bitmap.js';

/** The time model of the uptime court: epoch e is [genesis + e·epochSeconds, genesis + (e+1)·epochSeconds). */
export type WatchTimes = {
  /** When epoch 0 begins, in unix seconds. */
  genesis: number;
  /** Length of a slot; an epoch has 96. */
  slotSeconds: number;
  /** After an epoch's end: how long its roots may be posted. */
  postSeconds: number;
  /** After that: how long a provider may demand a leaf on the chain. */
  demandSeconds: number;
  /** After that: how long a demanded leaf may be revealed. */
  revealSeconds: number;
  /** After the posting: how long uptime may be proved. */
  proofSeconds: number;
};

/** When what may happen to an epoch, in milliseconds of the unix epoch; each window ends where the next begins. */
export type EpochWindows = {
  startMs: number;
  endMs: number;
  postEndMs: number;
  demandEndMs: number;
  revealEndMs: number;
};

/** The windows of an epoch at the court. */
export function epochWindows(times: WatchTimes, epoch: number): EpochWindows {
  const epochMs = times.slotSeconds * SLOTS_PER_EPOCH * 1000;
  const startMs = times.genesis * 1000 + epoch * epochMs;
  const endMs = startMs + epochMs;
  const postEndMs = endMs + times.postSeconds * 1000;
  const demandEndMs = postEndMs + times.demandSeconds * 1000;
  return { startMs, endMs, postEndMs, demandEndMs, revealEndMs: demandEndMs + times.revealSeconds * 1000 };
}

/** A slot of the court's time, with its bounds in milliseconds of the unix epoch. */
export type WatchSlot = { epoch: number; slot: number; startMs: number; endMs: number };

/** The slot that a moment is in; undefined before the first epoch. */
export function slotAt({ genesis, slotSeconds }: WatchTimes, nowMs: number): WatchSlot | undefined {
  const slotMs = slotSeconds * 1000;
  const count = Math.floor((nowMs - genesis * 1000) / slotMs);
  if (count < 0) return undefined;
  const startMs = genesis * 1000 + count * slotMs;
  return {
    epoch: Math.floor(count / SLOTS_PER_EPOCH),
    slot: count % SLOTS_PER_EPOCH,
    startMs,
    endMs: startMs + slotMs,
  };
}
