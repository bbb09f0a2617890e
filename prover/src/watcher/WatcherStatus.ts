import type { Address, Hex } from 'viem';

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
