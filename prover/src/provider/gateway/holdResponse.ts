import type { OutgoingHttpHeader, OutgoingHttpHeaders, ServerResponse } from 'node:http';
import type { FastifyReply } from 'fastify';

type Headers = OutgoingHttpHeaders | OutgoingHttpHeader[];
type Call = () => void;

export type HoldResponseOptions = {
  /** Whether to wait for the end of the response rather than for its first bytes. */
  untilEnd: boolean;
  /** Runs once before anything is sent; may set headers. Gets the bytes of the body known so far. */
  release: (bytes: number) => Promise<void>;
  /** Runs in place of sending when `release` rejects; the response is untouched then. */
  fail: (error: unknown) => void;
};

/**
 * Keeps back what a listener writes to a response until `release` has resolved, and then sends it in order. A client that
 * leaves early releases it too.
 */
export function holdResponse(response: ServerResponse, { untilEnd, release, fail }: HoldResponseOptions): void {
  const { writeHead, write, end, flushHeaders } = response;
  const calls: Call[] = [];
  let bytes = 0;
  let state: 'holding' | 'releasing' | 'open' = 'holding';

  const restore = (): void => {
    state = 'open';
    Object.assign(response, { writeHead, write, end, flushHeaders });
  };
  /** The listener may not have noticed yet that its response isn't wanted; writing after the end would be an error of the server's. */
  const ignore = (): void => {
    const done = (...args: unknown[]): void => {
      const callback = args.findLast((arg) => typeof arg === 'function');
      if (callback) process.nextTick(callback);
    };
    Object.assign(response, {
      writeHead: () => response,
      flushHeaders: () => undefined,
      write: (...args: unknown[]) => {
        done(...args);
        return true;
      },
      end: (...args: unknown[]) => {
        done(...args);
        return response;
      },
    });
  };
  const start = (): void => {
    if (state !== 'holding') return;
    state = 'releasing';
    release(bytes).then(
      () => {
        restore();
        for (const call of calls) call();
      },
      (error: unknown) => {
        restore();
        for (const name of response.getHeaderNames()) response.removeHeader(name);
        fail(error);
        ignore();
      },
    );
  };
  const hold = (call: Call, chunk: unknown, starts: boolean): void => {
    calls.push(call);
    if (typeof chunk === 'string') bytes += Buffer.byteLength(chunk);
    else if (chunk instanceof Uint8Array) bytes += chunk.byteLength;
    if (starts) start();
  };

  response.once('close', start);
  Object.assign(response, {
    writeHead(statusCode: number, reason?: string | Headers, headers?: Headers) {
      response.statusCode = statusCode;
      hold(() => Reflect.apply(writeHead, response, [statusCode, reason, headers].filter(isGiven)), undefined, false);
      return response;
    },
    flushHeaders() {
      hold(() => Reflect.apply(flushHeaders, response, []), undefined, !untilEnd);
    },
    write(...args: unknown[]) {
      hold(() => Reflect.apply(write, response, args), args[0], !untilEnd);
      return true;
    },
    end(...args: unknown[]) {
      hold(() => Reflect.apply(end, response, args), args[0], true);
      return response;
    },
  });
}

function isGiven(value: unknown): boolean {
  return value !== undefined;
}

/**
 * The body of a web `Response`, whose status and headers go into the reply as Fastify would put them there later: what is charged
 * depends on both. Any other payload as it is.
 */
export function unwrapResponse(reply: FastifyReply, payload: unknown): unknown {
  // A body that was read already is Fastify's to refuse.
  if (!(payload instanceof Response) || payload.bodyUsed) return payload;
  reply.code(payload.status);
  for (const [name, value] of payload.headers) reply.header(name, value);
  return payload.body;
}
