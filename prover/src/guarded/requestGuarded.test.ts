import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { startHttpServer } from '../../test-support/startHttpServer.js';
import { requestGuarded } from './requestGuarded.js';

const closes: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closes.splice(0)) await close();
});
async function serve(listener: Parameters<typeof startHttpServer>[0]): Promise<string> {
  const { url, close } = await startHttpServer(listener);
  closes.push(close);
  return url;
}
/** A server that sends a text for an answer, whatever it is asked, and closes the connection. */
async function answerRaw(text: string): Promise<string> {
  const server = createServer((socket) => {
    socket.on('error', () => {});
    socket.once('data', () => socket.end(text));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  closes.push(async () => void server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
const request = {
  path: '/probe',
  method: 'POST',
  body: '{}',
  timeoutMs: 2000,
  maxBytes: 100,
  allowPrivate: true,
} as const;

describe('requestGuarded', () => {
  test('default: path, headers and body arrive, and the answer comes back', async () => {
    const url = await serve(async (incoming, response) => {
      let body = '';
      for await (const chunk of incoming) body += chunk;
      response.writeHead(201).end(`${incoming.method} ${incoming.url} ${incoming.headers['x-a']} ${body}`);
    });
    const answer = await requestGuarded({ ...request, url: `${url}/api/?q=1#x`, headers: { 'x-a': 'b' } });
    expect(answer).toEqual({ ok: true, status: 201, text: 'POST /api/probe b {}' });
    const asked = { ...request, url: `${url}/api/?q=1`, path: '/probe?a=b%20c' };
    expect(await requestGuarded(asked)).toMatchObject({ text: 'POST /api/probe?a=b%20c undefined {}' });
  });

  test('behavior: redirects are not followed', async () => {
    let hits = 0;
    const target = await serve((_incoming, response) => {
      hits += 1;
      response.end();
    });
    const url = await serve((_incoming, response) => response.writeHead(307, { location: target }).end());
    expect(await requestGuarded({ ...request, url })).toMatchObject({ ok: true, status: 307 });
    expect(hits).toBe(0);
  });

  test.each([
    ['switches protocols', 'HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: any\r\n\r\n'],
    ['is no HTTP', 'anything\r\n\r\n'],
    ['ends before its length', 'HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nhalf'],
    ['is empty', ''],
  ])('behavior: an answer that %s is none, and is not waited for', async (_, text) => {
    const url = await answerRaw(text);
    expect(await requestGuarded({ ...request, url })).toEqual({ ok: false, reason: 'unreachable' });
  });

  test('behavior: an answer that its connection ends is whole', async () => {
    const url = await answerRaw('HTTP/1.1 200 OK\r\n\r\nwhole');
    expect(await requestGuarded({ ...request, url })).toEqual({ ok: true, status: 200, text: 'whole' });
  });

  test.each([
    ['loopback', 'http://127.0.0.1:1'],
    ['loopback, written otherwise', 'http://2130706433:1'],
    ['loopback, written in hex', 'http://0x7f.1:1'],
    ['loopback, IPv6', 'http://[::1]:1'],
    ['IPv4 in IPv6', 'http://[::ffff:127.0.0.1]:1'],
    ['cloud metadata', 'http://169.254.169.254/latest'],
    ['private', 'https://192.168.0.1'],
    ['the name of this machine', 'http://localhost:1'],
    ['the name of this machine, within another', 'http://LOCALHOST.:1'],
    ['a name of a private network', 'http://metadata.google.internal'],
    ['an address that translates another', 'http://[64:ff9b::7f00:1]'],
    ['a file', 'file:///etc/passwd'],
    ['another scheme', 'ftp://1.1.1.1'],
    ['credentials', 'http://user:password@1.1.1.1'],
    ['no URL', 'provider.example'],
    ['nothing', ''],
    ['too long', `http://1.1.1.1/${'a'.repeat(3000)}`],
  ])('behavior: %s is refused without asking', async (_what, url) => {
    expect(await requestGuarded({ ...request, url, allowPrivate: false })).toEqual({ ok: false, reason: 'refused' });
  });

  const names = (...addresses: string[]) => {
    const asked: string[] = [];
    const resolve = async (hostname: string) => {
      asked.push(hostname);
      return addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }));
    };
    return { asked, resolve };
  };

  test.each([
    ['loopback', ['127.0.0.1']],
    ['loopback beside a public address', ['1.1.1.1', '127.0.0.1']],
    ['a private address of IPv6', ['fd00::1']],
  ])('behavior: a name that resolves to %s is refused', async (_what, addresses) => {
    const { asked, resolve } = names(...addresses);
    const url = 'http://provider.example:1';
    expect(await requestGuarded({ ...request, url, allowPrivate: false, resolve })).toEqual({
      ok: false,
      reason: 'refused',
    });
    expect(asked).toEqual(['provider.example']);
  });

  test('behavior: a name is resolved once, and the connection goes to what was checked', async () => {
    const url = await serve((incoming, response) => response.end(incoming.headers.host));
    const { port } = new URL(url);
    const { asked, resolve } = names('127.0.0.1');
    const named = `http://provider.example:${port}`;
    expect(await requestGuarded({ ...request, url: named, resolve })).toEqual({
      ok: true,
      status: 200,
      text: `provider.example:${port}`,
    });
    expect(asked).toEqual(['provider.example']);
    const nameless = { ...request, url: named, resolve: names().resolve };
    expect(await requestGuarded(nameless)).toEqual({ ok: false, reason: 'unreachable' });
  });

  test('behavior: an answer that is too large is cut off', async () => {
    let closed: Promise<void> | undefined;
    const url = await serve((_incoming, response) => {
      closed = new Promise((resolve) => response.on('close', resolve));
      const more = (): void =>
        void (response.write('x'.repeat(65_536)) ? setImmediate(more) : response.once('drain', more));
      more();
    });
    expect(await requestGuarded({ ...request, url })).toEqual({ ok: false, reason: 'too-large' });
    await closed; // the server is rid of it too
  });

  test('behavior: headers that are too large are no answer', async () => {
    const url = await serve((_incoming, response) => response.writeHead(200, { 'x-a': 'a'.repeat(10_000) }).end());
    expect(await requestGuarded({ ...request, url })).toEqual({ ok: false, reason: 'unreachable' });
  });

  test('behavior: silence ends after the timeout, also in the middle of an answer', async () => {
    const silent = await serve(() => {});
    expect(await requestGuarded({ ...request, url: silent, timeoutMs: 50 })).toEqual({ ok: false, reason: 'timeout' });
    const dripping = await serve((_incoming, response) => void response.write('a'));
    expect(await requestGuarded({ ...request, url: dripping, timeoutMs: 50 })).toEqual({
      ok: false,
      reason: 'timeout',
    });
  });

  test('behavior: nobody there, and one that breaks off', async () => {
    const { url, close } = await startHttpServer(() => {});
    await close();
    expect(await requestGuarded({ ...request, url })).toEqual({ ok: false, reason: 'unreachable' });
    const broken = await serve((_incoming, response) => {
      response.writeHead(200, { 'content-length': 10 }).write('a', () => response.destroy());
    });
    expect(await requestGuarded({ ...request, url: broken })).toEqual({ ok: false, reason: 'unreachable' });
  });

  test('behavior: aborted from outside', async () => {
    const url = await serve(() => controller.abort());
    const controller = new AbortController();
    const answer = await requestGuarded({ ...request, url, signal: controller.signal });
    expect(answer).toEqual({ ok: false, reason: 'aborted' });
  });
});
