import { type Hash, type Hex, keccak256 } from 'viem';
import type { SignedTransaction } from '../chain/transactions/sendSigned.js';

/** What a keeper did about a task last. */
export type KeeperEntry = {
  /** `sent`: signed, written down, and then sent; not known to be mined. */
  state: 'sent' | 'done' | 'obsolete' | 'failed';
  /** Unix seconds of the chain's latest block then. */
  at: number;
  transactionHash?: Hash;
  /** The signed transaction, to send it again; only while it is `sent`. */
  raw?: Hex;
  /** The hashes of those that it replaced, the latest first; only while it is `sent`. */
  replaced?: readonly Hash[];
  /** Why it is obsolete or failed. */
  reason?: string;
};

/** A demand of a leaf that may have to be struck. */
export type KeptDemand = { epoch: number; provider: `0x${string}`; member: number };

/** Where a keeper's events have been read up to, and what of them is still open. */
export type KeeperCursor = { nextBlock: bigint; demands: KeptDemand[] };

/**
 * What a keeper has to remember over a restart. A transaction's entry is durable before the transaction is sent, so it is never
 * sent twice under two nonces.
 */
export interface KeeperJournal {
  /** What was done last about a task, by the key of the task; undefined where nothing was. */
  get(key: string): Promise<KeeperEntry | undefined>;
  /** Durable once resolved; takes the place of the task's entry before. */
  put(key: string, entry: KeeperEntry): Promise<void>;
  /** The entries that are `sent`. */
  unfinished(): Promise<[key: string, entry: KeeperEntry][]>;
  /** The cursor that was set last; undefined before the first. */
  cursor(): Promise<KeeperCursor | undefined>;
  /** Durable once resolved. */
  setCursor(cursor: KeeperCursor): Promise<void>;
  /** The keeper whose journal it is; the first to ask owns it. */
  owner(identity: string): Promise<string>;
  /** Gives the journal's files up; nothing may be asked of it afterwards. */
  close(): Promise<void>;
}

/**
 * A keeper's journal that ends with the process: for a single pass, and for tests.
 *
 * @example
 * import { createMemoryKeeperJournal } from '@tallystick/prover/keeper';
 *
 * const journal = createMemoryKeeperJournal();
 * await journal.cursor(); // undefined
 */
export function createMemoryKeeperJournal(): KeeperJournal {
  const entries = new Map<string, KeeperEntry>();
  let cursor: KeeperCursor | undefined;
  let owner: string | undefined;
  return {
    async get(key) {
      return entries.get(key);
    },
    async put(key, entry) {
      entries.set(key, entry);
    },
    async unfinished() {
      return [...entries].filter(([, { state }]) => state === 'sent');
    },
    async cursor() {
      return cursor;
    },
    async setCursor(next) {
      cursor = next;
    },
    async owner(identity) {
      owner ??= identity;
      return owner;
    },
    async close() {},
  };
}

/**
 * The journal's entry of a transaction that is about to be sent.
 *
 * @param at unix seconds of the chain's latest block
 */
export function sentEntry({ raw, replaced }: SignedTransaction, at: number): KeeperEntry {
  return { state: 'sent', at, transactionHash: keccak256(raw), raw, replaced };
}
