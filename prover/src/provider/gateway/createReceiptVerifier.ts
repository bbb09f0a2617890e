import { Worker } from 'node:worker_threads';
import type { TallystickError } from '../../core/errors/TallystickError.js';
import type { Receipt } from '../../core/receipt/receipt.js';
import { verifyReceipt } from '../../core/receipt/receipt.js';
import type { Point } from '../../core/signature.js';
import { gatewayError } from '../gatewayErrors.js';
import { createTurns } from './createTurns.js';

/** A receipt, and whose signature it must bear. */
export type ReceiptToVerify = { receipt: Receipt; owner: Point };

/** Verifies receipts, in threads beside the one that serves requests where there are many. */
export type ReceiptVerifier = {
  /**
   * Whether the owner signed the receipt.
   *
   * @throws gateway/busy where as many wait as may, in all or of its allowance; crypto/not-loaded
   */
  verify(item: ReceiptToVerify): Promise<boolean>;
  /** Ends the threads. What they had, what waits, and what comes later, is verified by the caller's. */
  close(): Promise<void>;
};

export type CreateReceiptVerifierParameters = {
  /** How many threads at most; with 0 the caller's verifies all. */
  threads: number;
  /** Receipts that may wait for a thread; 4,096 by default. */
  maxWaiting?: number;
  /** Of them, those of one allowance, whose serial anybody can name; a sixteenth of `maxWaiting` by default, and at least 1. */
  maxWaitingOfAllowance?: number;
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
/** The requests' thread verifies so many at most, a millisecond or two, before it turns to other things. */
const MOST_AT_ONCE_HERE = 8;
/** A thread that couldn't start isn't tried again for so long. */
const RETRY_MS = 10_000;
/** After one that ended at its work the next is started this much later, and twice as late each time until one gives an answer. */
const FIRST_PAUSE_MS = 250;
const SECOND_MS = 1_000;

type Waiting = { item: ReceiptToVerify; resolve(isSigned: boolean): void; reject(error: unknown): void };
type Thread = { worker: Worker; isReady: boolean; group: Waiting[]; timer: NodeJS.Timeout | undefined };

/**
 * Receipts are verified by this thread until there are more of them than it should spend its time on, and then by others, which are
 * started one by one as they are needed and never keep the process alive while they have nothing to do. What comes while they work goes to
 * them in groups, so that a busy gateway pays little for the way there; allowances take turns, so that a flood under some serials lets
 * others wait for a round at most. A thread that fails takes nothing along: this one verifies what it had and, while there is none, what
 * waits, a few at a time between the other things that it has to do; another is started after a pause.
 */
export function createReceiptVerifier({
  threads: most,
  maxWaiting = 4096,
  maxWaitingOfAllowance = Math.max(1, Math.floor(maxWaiting / 16)),
  threadAbove = 50,
  timeoutMs = 10_000,
  onFailure = () => undefined,
  startThread = startVerifyingThread,
}: CreateReceiptVerifierParameters): ReceiptVerifier {
  const threads = new Set<Thread>();
  const waiting = createTurns<Waiting>({ most: maxWaiting, mostOfKey: maxWaitingOfAllowance });
  /** What threads had that failed: only this one verifies it, for it may be what they failed at. */
  const left: Waiting[] = [];
  let isHandingOut = false;
  let isWorkingHere = false;
  let isClosed = false;
  let retryAtMs = 0;
  let pauseMs = 0;
  let second = { endsAtMs: 0, verified: 0 };

  function busy({ receipt: { serial } }: ReceiptToVerify): TallystickError {
    const expected = `at most ${maxWaiting} new receipts at once, of them ${maxWaitingOfAllowance} of an allowance`;
    return gatewayError('gateway/busy', { facts: { field: 'serial', serial, expected, retryAfterSeconds: 1 } });
  }

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
    if (!thread.isReady) {
      thread.isReady = true;
      thread.worker.unref(); // once more: what was said before it was up doesn't last
    } else if (Array.isArray(answer) && answer.length === thread.group.length) {
      pauseMs = 0;
      for (const [index, { resolve }] of finish(thread).entries()) resolve(answer[index] === true);
    } else {
      end(thread, new Error('A thread that verifies receipts gave no answer that fits what it was asked'));
      return;
    }
    handOut();
  }

  /** The thread is idle again, or gone. */
  function finish(thread: Thread): Waiting[] {
    clearTimeout(thread.timer);
    const { group } = thread;
    thread.group = [];
    thread.worker.unref();
    return group;
  }

  /** Once for each thread, whatever is heard of its end first. */
  function end(thread: Thread, error: unknown): void {
    if (!threads.delete(thread)) return;
    pauseMs = thread.isReady ? Math.min(Math.max(2 * pauseMs, FIRST_PAUSE_MS), RETRY_MS) : RETRY_MS;
    retryAtMs = performance.now() + pauseMs;
    left.push(...finish(thread));
    void thread.worker.terminate();
    onFailure(error);
    handOut();
  }

  function readyThreads(): Thread[] {
    return [...threads].filter(({ isReady }) => isReady);
  }

  /** Verifies a few of what this thread has to, and goes on once others had their turn. */
  function workHere(): void {
    isWorkingHere = false;
    const isAlone = readyThreads().length === 0;
    const group = left.splice(0, MOST_AT_ONCE_HERE);
    if (isAlone) group.push(...waiting.take(MOST_AT_ONCE_HERE - group.length));
    for (const { item, resolve, reject } of group) {
      try {
        resolve(verifyReceipt(item));
      } catch (error) {
        reject(error);
      }
    }
    if (left.length === 0 && (!isAlone || waiting.size === 0)) return;
    if (isAlone && threads.size === 0) start(performance.now());
    goOnHere();
  }

  function goOnHere(): void {
    if (isWorkingHere) return;
    isWorkingHere = true;
    setImmediate(workHere);
  }

  /** Gives idle threads what waits, shared among as many as there may be. */
  function handOut(): void {
    isHandingOut = false;
    const ready = readyThreads();
    for (const thread of ready) {
      if (waiting.size === 0) break;
      if (thread.group.length === 0) give(thread, Math.min(MOST_AT_ONCE, Math.ceil(waiting.size / ready.length)));
    }
    if (left.length > 0 || (ready.length === 0 && waiting.size > 0)) goOnHere();
    if (ready.length > 0 && waiting.size >= MOST_AT_ONCE) start(performance.now());
  }

  function give(thread: Thread, count: number): void {
    thread.group = waiting.take(count);
    thread.timer = setTimeout(() => {
      end(thread, new Error(`A thread that verifies receipts gave no answer for ${timeoutMs} ms`));
    }, timeoutMs);
    thread.worker.ref(); // somebody waits for it
    thread.worker.postMessage(thread.group.map(({ item }) => item));
  }

  return {
    async verify(item) {
      if (waiting.size === 0 && readyThreads().length === 0) {
        if (most > 0) {
          const nowMs = performance.now();
          if (isMuch(nowMs) && threads.size === 0) start(nowMs);
        }
        return verifyReceipt(item);
      }
      return new Promise((resolve, reject) => {
        const displaced = waiting.add(item.receipt.serial, { item, resolve, reject });
        displaced?.reject(busy(displaced.item));
        if (isHandingOut) return;
        isHandingOut = true;
        queueMicrotask(handOut); // what comes in the same turn goes along
      });
    },
    async close() {
      isClosed = true;
      const ended = [...threads];
      threads.clear();
      left.push(...ended.flatMap(finish));
      handOut();
      await Promise.all(ended.map(({ worker }) => worker.terminate()));
    },
  };
}

function startVerifyingThread(): Worker {
  // Its own options of Node, not this process's: with a loader or a condition that somebody set here, it might not start.
  return new Worker(new URL('../../../workers/verify-receipts.mjs', import.meta.url), { execArgv: [] });
}
