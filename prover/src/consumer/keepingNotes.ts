import type { ClientState, ClientStateStore } from './clientState.js';

/** A store that is told of answers too. */
export type NotingStateStore = ClientStateStore & Required<Pick<ClientStateStore, 'note'>>;

/**
 * The store with a `note`: where it has none of its own, what it would be told of is saved, in the background. Saves of one allowance
 * come one after the other then, each with the latest state, and those that wait share one: a store that keeps no order itself never
 * ends with an older state than it was given.
 */
export function keepingNotes(store: ClientStateStore): NotingStateStore {
  const { note } = store;
  if (note !== undefined) {
    return {
      load: (serial) => store.load(serial),
      save: (serial, state) => store.save(serial, state),
      note: (serial, state) => note.call(store, serial, state),
    };
  }
  const latest = new Map<number, ClientState>();
  const writing = new Map<number, Promise<void>>();
  const waiting = new Map<number, Promise<void>>();

  function save(serial: number, state: ClientState): Promise<void> {
    latest.set(serial, state);
    const shared = waiting.get(serial);
    if (shared !== undefined) return shared;
    // One that failed was told to those who waited for it.
    const before = (writing.get(serial) ?? Promise.resolve()).catch(() => undefined);
    const next = before.then(() => {
      waiting.delete(serial);
      const written = store.save(serial, latest.get(serial) ?? state);
      writing.set(serial, written);
      return written;
    });
    waiting.set(serial, next);
    return next;
  }

  return {
    load: (serial) => store.load(serial),
    save,
    // What can't be saved now is with the next receipt, which waits for it.
    note: (serial, state) => void save(serial, state).catch(() => undefined),
  };
}
