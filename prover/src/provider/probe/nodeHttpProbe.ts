import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { PROBE_BODY_LIMIT_BYTES, PROBE_PATH } from '../../core/probe.js';
import { probeError } from '../../core/probeErrors.js';
import type { ProbeResponder } from './createProbeResponder.js';

export type NodeHttpProbeOptions = {
  responder: ProbeResponder;
  /** Path of the provider's registered endpoint, such as "/api"; empty if it has none. */
  prefix?: string;
};

/**
 * Puts a probe responder before a request listener of plain `node:http`; every other request passes to the listener.
 *
 * @example
 * import { createServer } from 'node:http';
 * import { createProbeResponder, nodeHttpProbe } from '@tallystick/prover';
 * import { privateKeyToAccount } from 'viem/accounts';
 *
 * const responder = createProbeResponder({ account: privateKeyToAccount(responderKey), provider, chainId, registry });
 * const serve = nodeHttpProbe({ responder }, (_request, response) => {
 *   response.end('42');
 * });
 * createServer(serve).listen(3000);
 */
export function nodeHttpProbe(
  { responder, prefix = '' }: NodeHttpProbeOptions,
  listener: RequestListener,
): RequestListener {
  const path = `${prefix.replace(/\/+$/, '')}${PROBE_PATH}`;
  return (request, response) => {
    const [pathname] = (request.url ?? '').split('?', 1);
    if (pathname !== path) return void listener(request, response);
    if (request.method !== 'POST') {
      response.setHeader('allow', 'POST');
      const error = probeError('probe/wrong-method', { facts: { field: 'method', given: request.method } });
      return send(response, { status: error.status, body: error.toJSON() });
    }
    answer(responder, request).then(
      (told) => send(response, told),
      () => response.destroy(), // the client broke off
    );
  };
}

async function answer(responder: ProbeResponder, request: IncomingMessage): Promise<{ status: number; body: object }> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > PROBE_BODY_LIMIT_BYTES) {
      const error = probeError('probe/too-large', { facts: { field: 'body' } });
      return { status: error.status, body: error.toJSON() };
    }
    chunks.push(chunk);
  }
  return responder.answer(parseJson(Buffer.concat(chunks).toString('utf8')));
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function send(response: ServerResponse, { status, body }: { status: number; body: object }): void {
  const text = JSON.stringify(body);
  response.writeHead(status, {
    'content-type': 'application/json; charset=utf-8',
    'content-length': Buffer.byteLength(text),
    'cache-control': 'no-store',
    ...(status === 413 ? { connection: 'close' } : {}),
  });
  response.end(text);
}
