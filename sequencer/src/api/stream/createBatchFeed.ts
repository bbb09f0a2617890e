import type { BatchEvent } from '../../store/createBatchEventStore.js';
import type { Store } from '../../store/createStore.js';
import { type Bell, createBell } from '../../util/createBell.js';

/** The changes of batches, and what expired, for any number of readers: one look at the database serves all of them. */
export type BatchFeed = {
  /** Looks for what is new until the signal; never throws. */
  run(signal: AbortSignal): Promise<void>;
  /** Says that there may be something new. */
  wake(): void;
  /** The cursor of the latest event; 0 when there is none. */
  last(): Promise<number>;
  /** Where someone goes on who has everything up to a cursor; elsewhere than there when events between the two are missing. */
  placeOf(cursor: number): Promise<number>;
  /** Some of the events after a cursor, in order. Waits for one; none when the time is over or the signal aborted. */
  next(after: number, options: { timeoutMs: number; signal: AbortSignal }): Promise<readonly BatchEvent[]>;
};

export type CreateBatchFeedParameters = {
  store: Pick<Store, 'transaction' | 'batchEvents'>;
  onError: (error: unknown) => void;
  /**
   * The time at which this sequencer began, in milliseconds of the epoch: its cursors are higher. So no cursor is ever given twice, also where
   * the database was restored and others have been given since its backup: they had to be lower, as there is less than one a millisecond.
   */
  startMs: number;
  /** How often it is looked without being woken. */
  intervalMs?: number;
};

const pageSize = 100;
/** Events that are kept in memory; who is further behind reads from the database. */
const mostRecent = 1000;

/** Makes a feed; nothing is new to it before `run`. */
export function createBatchFeed(parameters: CreateBatchFeedParameters): BatchFeed {
  const { store, onError, startMs, intervalMs = 2000 } = parameters;
  const bell = createBell();
  const readers = new Set<Bell>();
  let recent: BatchEvent[] = [];
  let latest: number | undefined;

  /** Takes in the events that came since the last look. */
  async function look(): Promise<void> {
    await store.transaction(({ batchEvents }) => batchEvents.order(startMs));
    latest ??= await store.batchEvents.last();
    for (;;) {
      const found = await store.batchEvents.after(latest, pageSize);
      const last = found.at(-1);
      if (!last) return;
      recent = [...recent, ...found].slice(-mostRecent);
      latest = last.seq;
      for (const reader of readers) reader.ring();
    }
  }

  /** What is known to come after a cursor. */
  async function read(after: number): Promise<readonly BatchEvent[]> {
    if (latest === undefined || after >= latest) return [];
    const [first] = recent;
    // From one start on the numbers have no gaps.
    if (first && after >= first.seq - 1) return recent.slice(after - first.seq + 1).slice(0, pageSize);
    return store.batchEvents.after(after, pageSize);
  }

  return {
    async run(signal) {
      let failed = false;
      while (!signal.aborted) {
        try {
          await look();
          failed = false;
        } catch (error) {
          if (!failed && !signal.aborted) onError(error);
          failed = true;
        }
        await bell.wait(intervalMs, signal);
      }
    },
    wake: bell.ring,
    last: () => store.batchEvents.last(),
    placeOf: (cursor) => store.batchEvents.placeOf(cursor),
    async next(after, { timeoutMs, signal }) {
      const reader = createBell();
      readers.add(reader);
      try {
        const known = await read(after);
        if (known.length > 0) return known;
        await reader.wait(timeoutMs, signal);
        return signal.aborted ? [] : await read(after);
      } finally {
        readers.delete(reader);
      }
    },
  };
}
