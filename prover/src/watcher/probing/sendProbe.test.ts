import type { RequestListener } from 'node:http';
import { privateKeyToAccount } from 'viem/accounts';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startHttpServer } from '../../../test-support/startHttpServer.js';
import { createProbeResponder } from '../../provider/probe/createProbeResponder.js';
import { nodeHttpProbe } from '../../provider/probe/nodeHttpProbe.js';
import { sendProbe } from './sendProbe.js';

const key = (digit: string) => privateKeyToAccount(`0x${digit.repeat(64)}`);
const provider = key('1').address;
const responder = key('2');
const domain = { chainId: 31337, registry: key('3').address };
const NOW_S = 1_800_000_000;
const challenge = { watcher: key('4').address, epoch: 3, slot: 5, issuedAt: NOW_S };
const nothing: RequestListener = (_request, response) => response.writeHead(404).end();
const good = createProbeResponder({ ...domain, account: responder, provider, nowMs: () => NOW_S * 1000 });
const text =
  (body: string): RequestListener =>
  (_request, response) =>
    response.writeHead(200, { 'content-type': 'application/json' }).end(body);

let behavior: RequestListener = nothing;
let url: string;
let close: () => Promise<void>;
beforeAll(async () => {
  ({ url, close } = await startHttpServer((request, response) => behavior(request, response)));
});
afterAll(() => close?.());

const probe = (answering: RequestListener, more: object = {}) => {
  behavior = answering;
  const target = { provider, responder: responder.address, endpoint: url };
  const { signal } = new AbortController();
  return sendProbe({ target, domain, challenge, timeoutMs: 2000, allowPrivate: true, signal, ...more });
};

describe('sendProbe', () => {
  test('default: the registered responder answers', async () => {
    expect(await probe(nodeHttpProbe({ responder: good }, nothing))).toEqual({ result: 'up' });
  });

  test('behavior: another key, another deployment', async () => {
    const options = { ...domain, account: responder, provider, nowMs: () => NOW_S * 1000 };
    const wrong = { result: 'wrong', reason: 'signature' };
    const otherKey = createProbeResponder({ ...options, account: key('5') });
    expect(await probe(nodeHttpProbe({ responder: otherKey }, nothing))).toEqual(wrong);
    const otherChain = createProbeResponder({ ...options, chainId: 1 });
    expect(await probe(nodeHttpProbe({ responder: otherChain }, nothing))).toEqual(wrong);
    const otherRegistry = createProbeResponder({ ...options, registry: provider });
    expect(await probe(nodeHttpProbe({ responder: otherRegistry }, nothing))).toEqual(wrong);
  });

  test('behavior: an earlier answer is worth nothing: every challenge has its own nonce', async () => {
    const bodies: string[] = [];
    await probe(async (request, response) => {
      let body = '';
      for await (const chunk of request) body += chunk;
      const answer = await good.answer(JSON.parse(body));
      bodies.push(JSON.stringify(answer.body));
      response.end(bodies[0]);
    });
    expect(bodies).toHaveLength(1);
    expect(await probe(text(bodies[0] ?? ''))).toEqual({ result: 'wrong', reason: 'signature' });
  });

  test.each([
    ['no JSON', 'hello', 'malformed'],
    ['nothing', '', 'malformed'],
    ['null', 'null', 'signature'],
    ['another version', '{"version":2,"signature":"0x00"}', 'signature'],
    ['no signature', '{"version":1}', 'signature'],
    ['a short signature', '{"version":1,"signature":"0x00"}', 'signature'],
    ['a signature of zeros', `{"version":1,"signature":"0x${'00'.repeat(65)}"}`, 'signature'],
    ['a huge answer', `{"version":1,"signature":"0x${'00'.repeat(70_000)}"}`, 'too-large'],
  ])('behavior: %s', async (_what, body, reason) => {
    expect(await probe(text(body))).toEqual({ result: 'wrong', reason });
  });

  test('behavior: status, redirect, silence, private address', async () => {
    expect(await probe((_request, response) => response.writeHead(503).end())).toEqual({
      result: 'wrong',
      reason: 'status 503',
    });
    const redirect: RequestListener = (_request, response) => response.writeHead(302, { location: url }).end();
    expect(await probe(redirect)).toEqual({ result: 'wrong', reason: 'status 302' });
    expect(await probe(() => {}, { timeoutMs: 50 })).toEqual({ result: 'silent', reason: 'timeout' });
    const answering = nodeHttpProbe({ responder: good }, nothing);
    expect(await probe(answering, { allowPrivate: false })).toEqual({ result: 'wrong', reason: 'refused' });
  });
});
