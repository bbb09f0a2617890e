import { ZERO_UNITS } from '../account/ZERO_UNITS.js';
import type { ReceiptStore } from '../receiptStore/ReceiptStore.js';
import type { Allowance } from './Allowance.js';
import type { Session } from './Session.js';

/** The sessions of a gateway: loaded from the store when first needed, the least recently used idle ones forgotten. */
export type Sessions = {
  /** The session, if it is in memory. Hold it over no await before `underWay` counts the request: it may be forgotten. */
  peek(serial: number): Session | undefined;
  /** Brings the session into memory; concurrent calls load it once. */
  load(allowance: Allowance): Promise<void>;
};

/** @param maxSessions how many sessions to keep in memory, those with requests under way aside */
export function createSessions({ store, maxSessions }: { store: ReceiptStore; maxSessions: number }): Sessions {
  const sessions = new Map<number, Session>();
  const loading = new Map<number, Promise<void>>();

  async function load({ serial, settled }: Allowance): Promise<void> {
    const record = await store.get(serial);
    const used = record?.used ?? settled;
    const session = { serial, from: settled, used, reserved: ZERO_UNITS, underWay: 0, receipt: record?.receipt };
    sessions.set(serial, session);
    forgetIdle(serial);
  }

  /** A session with requests under way stays: what it has reserved is nowhere else. */
  function forgetIdle(newest: number): void {
    for (const [serial, session] of sessions) {
      if (sessions.size <= maxSessions || serial === newest) return;
      if (session.underWay === 0) sessions.delete(serial);
    }
  }

  return {
    peek(serial) {
      const session = sessions.get(serial);
      if (session === undefined) return undefined;
      sessions.delete(serial);
      sessions.set(serial, session); // now the most recently used
      return session;
    },
    load(allowance) {
      const { serial } = allowance;
      const started = loading.get(serial) ?? load(allowance).finally(() => loading.delete(serial));
      loading.set(serial, started);
      return started;
    },
  };
}
