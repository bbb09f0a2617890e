import { fileURLToPath } from 'node:url';
import { verifyReceipt } from '@tallystick/prover/core';
import workerpool from 'workerpool';
import type { VerifyReceipt } from '../IntakeContext.js';

/** Verifies receipts beside the thread that serves requests. */
export type ReceiptVerifier = {
  verify: VerifyReceipt;
  /** Ends the thread; what is under way is verified by the caller's. */
  close(): Promise<void>;
};

export type CreateReceiptVerifierParameters = {
  /** Hears, once for each group, that the thread failed and this one did its work. */
  onFailure(error: unknown): void;
};

/** One message carries so many at most, so that the first ones needn't wait long for the last. */
const MOST_AT_ONCE = 64;

type Waiting = { item: Parameters<VerifyReceipt>[0]; resolve(isSigned: boolean): void; reject(error: unknown): void };

/**
 * A thread that verifies the signatures of receipts, which is more than a third of the work of taking one in. One is enough: it verifies
 * some thousands a second, more than the requests' thread can hand on. What comes while it works goes to it in one message, so that a busy
 * service pays little for the way there. Should the thread fail, this one verifies: nothing is refused for it, and the next group finds
 * a new thread.
 */
export function createReceiptVerifier({ onFailure }: CreateReceiptVerifierParameters): ReceiptVerifier {
  const script = fileURLToPath(new URL('../../../workers/verify-receipts.mjs', import.meta.url));
  // Its own options of Node, not this process's: with a loader or a condition that somebody set here, it might not start.
  const workerThreadOpts = { execArgv: [] };
  const pool = workerpool.pool(script, { workerType: 'thread', minWorkers: 1, maxWorkers: 1, workerThreadOpts });
  let gathering: Waiting[] = [];
  let isRunning = false;
  let isClosed = false;

  async function verifyGroup(items: Waiting['item'][]): Promise<boolean[]> {
    if (isClosed) return items.map(verifyReceipt);
    try {
      return (await pool.exec('verify', [items])) as boolean[];
    } catch (error) {
      onFailure(error);
      return items.map(verifyReceipt);
    }
  }

  /** Works off what gathers until nothing does. Never throws. */
  async function run(): Promise<void> {
    isRunning = true;
    while (gathering.length > 0) {
      const group = gathering.slice(0, MOST_AT_ONCE);
      gathering = gathering.slice(MOST_AT_ONCE);
      try {
        const signed = await verifyGroup(group.map(({ item }) => item));
        for (const [index, { resolve }] of group.entries()) resolve(signed[index] === true);
      } catch (error) {
        for (const { reject } of group) reject(error);
      }
    }
    isRunning = false;
  }

  return {
    verify: (item) =>
      new Promise((resolve, reject) => {
        gathering.push({ item, resolve, reject });
        if (!isRunning) void run();
      }),
    async close() {
      isClosed = true;
      await pool.terminate(true);
    },
  };
}
