import { Worker } from 'node:worker_threads';
import type { Receipt } from '../../core/receipt/receipt.js';
import { verifyReceipt } from '../../core/receipt/receipt.js';
import type { Point } from '../../core/signature.js';
import { gatewayError } from '../gatewayErrors.js';

/** A receipt, and whose signature it must bear. */
export type ReceiptToVerify = { receipt: Receipt; owner: Point };

/** Verifies receipts, in threads beside the one that serves requests where there are many. */
export type ReceiptVerifier = {
  /**
   * Whether the owner signed the receipt.
   *
   * @throws gateway/busy where as many wait as may; crypto/not-loaded
   */
  verify(item: ReceiptToVerify): Promise<boolean>;
  /** Ends the threads. What they had, and what comes later, is verified by the caller's. */
  close(): Promise<void>;
};

export type CreateReceiptVerifierParameters = {
  /** How many threads at most; with 0 the caller's verifies all. */
  threads: number;
  /** Receipts that may wait or be under way in threads; 4,096 by default. */
  maxWaiting?: number;
  /** Receipts that the caller's thread verifies within a second before another is worth starting; 50 by default. */
  threadAbove?: number;
  /** How long a thread may take for a group before it is ended; 10,000 by default. */
  timeoutMs?: number;
  /** Hears that a thread failed, whose receipts the caller's verifies. */
  onFailure?: (error: unknown) => void;
  /** Makes a thread; for tests. */
  startThread?: () => Worker;
};

/** One message carries so many at most: the first ones needn't wait long for the last, and the requests' thread works meanwhile. */
const MOST_AT_ONCE = 16;
/** A thread that couldn't start isn't tried again for so long. */
const RETRY_MS = 10_000;
const SECOND_MS = 1_000;

type Waiting = { item: ReceiptToVerify; resolve(isSigned: boolean): void; reject(error: unknown): void };
type Thread = { worker: Worker; isReady: boolean; group: Waiting[]; timer: NodeJS.Timeout | undefined };

/**
 * Receipts are verified by this thread until there are more of them than it should spend its time on, and then by others, which are
 * started one by one as they are needed and never keep the process alive while they have nothing to do. What comes while they work goes to
 * them in groups, so that a busy gateway pays little for the way there. A thread that fails takes nothing along: this one verifies what it
 * had, and the next receipts find another.
 */
export function createReceiptVerifier({
  threads: most,
  maxWaiting = 4096,
  threadAbove = 50,
  timeoutMs = 10_000,
  onFailure = () => undefined,
  startThread = startVerifyingThread,
}: CreateReceiptVerifierParameters): ReceiptVerifier {
  const threads = new Set<Thread>();
  let waiting: Waiting[] = [];
  let underWay = 0;
  let isHandingOut = false;
  let isClosed = false;
  let retryAtMs = 0;
  let second = { endsAtMs: 0, verified: 0 };

  /** Whether this thread has had more to verify than it should within a second. */
  function isMuch(nowMs: number): boolean {
    if (nowMs >= second.endsAtMs) second = { endsAtMs: nowMs + SECOND_MS, verified: 0 };
    second.verified += 1;
    return second.verified > threadAbove;
  }

  function start(nowMs: number): void {
    if (isClosed || threads.size >= most || nowMs < retryAtMs) return;
    let worker: Worker;
    try {
      worker = startThread();
    } catch (error) {
      retryAtMs = nowMs + RETRY_MS;
      onFailure(error);
      return;
    }
    worker.unref();
    const thread: Thread = { worker, isReady: false, group: [], timer: undefined };
    threads.add(thread);
    worker.on('message', (answer: unknown) => hear(thread, answer));
    worker.once('error', (error) => end(thread, error));
    worker.once('exit', (code) => end(thread, new Error(`A thread that verifies receipts ended with code ${code}`)));
  }

  function hear(thread: Thread, answer: unknown): void {
    if (!threads.has(thread)) return;
    if (thread.isReady) {
      if (!Array.isArray(answer) || answer.length !== thread.group.length) {
        end(thread, new Error('A thread that verifies receipts gave no answer that fits what it was asked'));
        return;
      }
      for (const [index, { resolve }] of finish(thread).entries()) resolve(answer[index] === true);
    }
    thread.isReady = true;
    handOut();
  }

  /** The thread is idle again, or gone. */
  function finish(thread: Thread): Waiting[] {
    clearTimeout(thread.timer);
    const { group } = thread;
    thread.group = [];
    underWay -= group.length;
    thread.worker.unref();
    return group;
  }

  /** Once for each thread, whatever is heard of its end first. */
  function end(thread: Thread, error: unknown): void {
    if (!threads.delete(thread)) return;
    if (!thread.isReady) retryAtMs = performance.now() + RETRY_MS;
    const left = finish(thread);
    void thread.worker.terminate();
    onFailure(error);
    verifyHere(left);
    handOut();
  }

  function verifyHere(group: readonly Waiting[]): void {
    for (const { item, resolve, reject } of group) {
      try {
        resolve(verifyReceipt(item));
      } catch (error) {
        reject(error);
      }
    }
  }

  /** Gives idle threads what waits, shared among as many as there may be. */
  function handOut(): void {
    isHandingOut = false;
    const ready = [...threads].filter(({ isReady }) => isReady);
    for (const thread of ready) {
      if (waiting.length === 0) return;
      if (thread.group.length === 0) give(thread, Math.min(MOST_AT_ONCE, Math.ceil(waiting.length / ready.length)));
    }
    if (ready.length === 0) {
      const left = waiting;
      waiting = [];
      verifyHere(left);
    } else if (waiting.length >= MOST_AT_ONCE) start(performance.now());
  }

  function give(thread: Thread, count: number): void {
    thread.group = waiting.slice(0, count);
    waiting = waiting.slice(count);
    underWay += count;
    thread.timer = setTimeout(() => {
      end(thread, new Error(`A thread that verifies receipts gave no answer for ${timeoutMs} ms`));
    }, timeoutMs);
    thread.worker.ref(); // somebody waits for it
    thread.worker.postMessage(thread.group.map(({ item }) => item));
  }

  return {
    async verify(item) {
      const isBeside = [...threads].some(({ isReady }) => isReady);
      if (!isBeside) {
        if (most > 0) {
          const nowMs = performance.now();
          if (isMuch(nowMs) && threads.size === 0) start(nowMs);
        }
        return verifyReceipt(item);
      }
      if (waiting.length + underWay >= maxWaiting) {
        const facts = { field: null, expected: `at most ${maxWaiting} receipts at once`, retryAfterSeconds: 1 };
        throw gatewayError('gateway/busy', { facts });
      }
      return new Promise((resolve, reject) => {
        waiting.push({ item, resolve, reject });
        if (isHandingOut) return;
        isHandingOut = true;
        queueMicrotask(handOut); // what comes in the same turn goes along
      });
    },
    async close() {
      isClosed = true;
      const ended = [...threads];
      threads.clear();
      const left = [...ended.flatMap(finish), ...waiting];
      waiting = [];
      verifyHere(left);
      await Promise.all(ended.map(({ worker }) => worker.terminate()));
    },
  };
}

function startVerifyingThread(): Worker {
  // Its own options of Node, not this process's: with a loader or a condition that somebody set here, it might not start.
  return new Worker(new URL('../../../workers/verify-receipts.mjs', import.meta.url), { execArgv: [] });
}
