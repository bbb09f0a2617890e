import { Readable } from 'node:stream';
import { networkOf } from '@tallystick/prover/files';
import { apiError } from '@tallystick/prover/sequencer-client';
import type { BatchEvent } from '../../store/createBatchEventStore.js';
import type { BatchRecord } from '../../store/createBatchStore.js';
import type { BatchFeed } from './createBatchFeed.js';

/** Streams of server-sent events (https://html.spec.whatwg.org/multipage/server-sent-events.html) over one feed. */
export type BatchStreams = {
  /**
   * A stream of the events after a cursor; without one, of those from now on.
   *
   * @param address Of whoever reads it.
   * @throws sequencer/overloaded when there are as many as there may be, sequencer/rate-limited when the address has as many as one may;
   *   sequencer/not-ready when the service stops
   */
  open(after: number | undefined, address: string): Promise<Readable>;
  /** How many there are. */
  count(): number;
  /** Ends all of them in order. */
  close(): void;
};

export type CreateBatchStreamsParameters = {
  feed: BatchFeed;
  /** How many there may be at once. */
  most: number;
  /** How many of them one address may have; an IPv6 network of 64 bits counts as one. */
  mostOfOne: number;
  /** What is shown of an event's batch. */
  present(batch: BatchRecord): unknown;
  /** How often a line is sent where there is nothing to say, so that nobody takes the connection for dead. */
  heartbeatMs?: number;
  /** A reader who takes nothing for so long is dropped. */
  patienceMs?: number;
  /** A stream ends after so long, and its reader comes again: so nobody who has vanished keeps a place for ever. */
  lifetimeMs?: number;
};

/** Bytes that wait for a reader at most, besides what the connection itself holds. */
const bufferBytes = 64 * 1024;
const closingMs = 1000;
const retryAfterSeconds = 30;

/** Makes the streams of a service. */
export function createBatchStreams(parameters: CreateBatchStreamsParameters): BatchStreams {
  const {
    feed,
    most,
    mostOfOne,
    present,
    heartbeatMs = 15_000,
    patienceMs = 30_000,
    lifetimeMs = 3_600_000,
  } = parameters;
  const stopping = new AbortController();
  /** And whose they are. */
  const open = new Map<Readable, string>();

  async function* lines(after: number | undefined, signal: AbortSignal): AsyncGenerator<string> {
    const endMs = performance.now() + lifetimeMs;
    let cursor = after ?? (await feed.last());
    // The first line tells the reader where it stands, so that it can come again after it even if no event comes.
    yield `retry: 3000\nid: ${cursor}\n: connected\n\n`;
    const from = await feed.placeOf(cursor);
    if (from !== cursor) {
      // What lies between is gone, or never was; the list of batches tells what became of them.
      yield `event: gap\nid: ${from}\ndata: ${JSON.stringify({ after: cursor, from })}\n\n`;
      cursor = from;
    }
    while (!signal.aborted && performance.now() < endMs) {
      const events = await feed.next(cursor, { timeoutMs: heartbeatMs, signal });
      for (const event of events) {
        yield format(event);
        cursor = event.seq;
      }
      if (events.length === 0 && !signal.aborted) yield ': heartbeat\n\n';
    }
  }

  function format(event: BatchEvent): string {
    const [name, data] =
      event.expired === undefined
        ? ['batch', present(event.batch)]
        : ['settlement', { idHash: event.expired, status: 'expired' }];
    return `event: ${name}\nid: ${event.seq}\ndata: ${JSON.stringify(data)}\n\n`;
  }

  return {
    async open(after, address) {
      if (stopping.signal.aborted) throw apiError('sequencer/not-ready', { facts: { reason: 'stopping' } });
      if (open.size >= most) {
        const expected = `fewer than ${most}`;
        const facts = { limit: 'streamsAtOnce', given: open.size, expected, retryAfterSeconds };
        throw apiError('sequencer/overloaded', { facts });
      }
      const network = networkOf(address);
      const own = [...open.values()].filter((other) => other === network).length;
      if (own >= mostOfOne) {
        const facts = { field: 'streams', given: own, expected: `fewer than ${mostOfOne}`, retryAfterSeconds };
        throw apiError('sequencer/rate-limited', { facts });
      }
      const gone = new AbortController();
      const source = lines(after, AbortSignal.any([stopping.signal, gone.signal]));
      let patience: NodeJS.Timeout | undefined;
      const stream: Readable = new Readable({
        highWaterMark: bufferBytes,
        // Called only when the reader has taken enough of what there was.
        read() {
          clearTimeout(patience);
          source.next().then(
            ({ done, value }) => {
              if (stream.destroyed) return;
              if (done === true) {
                stream.push(null);
                return;
              }
              if (!stream.push(value)) patience = setTimeout(() => stream.destroy(), patienceMs);
            },
            (error: Error) => stream.destroy(error),
          );
        },
        destroy(error, done) {
          clearTimeout(patience);
          gone.abort();
          open.delete(stream);
          done(error);
        },
      });
      open.set(stream, network);
      return stream;
    },
    count: () => open.size,
    close() {
      stopping.abort();
      // Who doesn't even read the end is cut off.
      setTimeout(() => {
        for (const stream of open.keys()) stream.destroy();
      }, closingMs).unref();
    },
  };
}
