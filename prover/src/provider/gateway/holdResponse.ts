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
      if (typeof reason === 'string') response.statusMessage = reason;
      // Where `release` can see them: what was paid for has headers of its own.
      setHeaders(response, typeof reason === 'string' ? headers : (reason ?? headers));
      hold(() => Reflect.apply(writeHead, response, [response.statusCode]), undefined, false);
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

/** Headers as `writeHead` takes them: an object, or names and values one after the other, where a name may come again. */
function setHeaders(response: ServerResponse, headers: Headers = {}): void {
  if (!Array.isArray(headers)) {
    for (const [name, value] of Object.entries(headers)) if (value !== undefined) response.setHeader(name, value);
    return;
  }
  const flat = headers.flat();
  for (let i = 0; i < flat.length; i += 2) response.removeHeader(`${flat[i]}`);
  for (let i = 0; i + 1 < flat.length; i += 2) response.appendHeader(`${flat[i]}`, `${flat[i + 1]}`);
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
