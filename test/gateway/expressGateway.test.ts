import { createServer } from 'node:http';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { loadCrypto, ZERO_UNITS } from '@tallystick/prover/core';
import { expressGateway } from '@tallystick/prover/provider';
import express, { type Express, type Request, type Response } from 'express';
import { beforeAll, expect, test } from 'vitest';
import { compute, createTestProvider } from '../support/createTestProvider.js';
import { closeAfterEach } from './support/closeAfterEach.js';
import { listen } from './support/listen.js';

beforeAll(() => loadCrypto());

const closeLater = closeAfterEach();

async function serve(app: Express) {
  const provider = createTestProvider();
  const { gateway, pay, sign, store } = provider;
  return {
    gateway,
    priced: (units: number) => expressGateway({ gateway, units: compute(units) }),
    async start() {
      const { origin, close } = await listen(createServer(app));
      closeLater(close);
      const ask = (path: string, units?: number, init: RequestInit = {}) =>
        fetch(`${origin}${path}`, {
          ...init,
          headers: { ...init.headers, ...(units === undefined ? {} : { 'x-payment': pay(sign(compute(units))) }) },
        });
      const status = async (...asked: Parameters<typeof ask>) => (await ask(...asked)).status;
      /** The status of a request whose target `fetch` would not send so. */
      const statusOf = async (target: string) => {
        const { port, hostname } = new URL(origin);
        const socket = connect(Number(port), hostname);
        socket.write(`GET ${target} HTTP/1.1\r\nHost: any\r\nConnection: close\r\n\r\n`);
        return Number((await text(socket)).split(' ')[1]);
      };
      return { ask, status, statusOf };
    },
    used: async () => (await store.get(7))?.used ?? ZERO_UNITS,
  };
}

const answer = (_request: Request, response: Response) => void response.send('done');

test('default', async () => {
  const app = express();
  const { priced, start, used } = await serve(app);
  app.get('/before', answer);
  app.use(priced(1));
  app.get('/work', (_request, response) => void response.json({ serial: response.locals.payment?.serial }));
  app.get('/dear', priced(5), answer);
  const { ask, status } = await start();
  expect([await status('/before'), await status('/work'), await status('/nowhere')]).toEqual([200, 402, 404]);
  expect(await (await ask('/work', 1)).json()).toEqual({ serial: 7 });
  expect([await status('/dear', 5), await status('/dear', 6)]).toEqual([402, 200]);
  expect(await used()).toEqual(compute(6));
});

test('behavior: a router of paid routes leaves every other path free', async () => {
  const app = express();
  const { priced, start, used } = await serve(app);
  const paid = express.Router();
  paid.use(priced(1));
  paid.get('/work', answer);
  paid.get('/items/:id', answer);
  app.use('/v1/:tenant', paid);
  app.get('/v1/:tenant/open', answer);
  app.use((_request, response) => void response.status(404).send('nothing here'));
  const { ask, status } = await start();
  expect([await status('/v1/a/work'), await status('/v1/a/items/3')]).toEqual([402, 402]);
  expect(await status('/v1/a/open')).toBe(200);
  expect(await (await ask('/v1/a/nowhere')).text()).toBe('nothing here');
  expect(await status('/v1/a/work', 1)).toBe(200);
  expect(await used()).toEqual(compute(1));
});

test('behavior: a gateway that is mounted at a path meters what comes after it there', async () => {
  const app = express();
  const { priced, start } = await serve(app);
  app.use('/paid', priced(1));
  app.get('/paid/work', answer);
  app.get('/free', answer);
  const { status } = await start();
  expect([await status('/paid/work'), await status('/paid/nowhere'), await status('/free')]).toEqual([402, 404, 200]);
});

test('error: a target in another form, which Express finds the route by too, is no way around the price', async () => {
  const app = express();
  const { priced, start } = await serve(app);
  app.use(priced(1));
  app.get('/work', answer);
  app.use('/v1', express.Router().get('/work', answer));
  const { statusOf } = await start();
  for (const path of ['/work', '/v1/work', '/V1/WORK/']) {
    for (const target of [path, `http://any${path}`, `${path}#part`, `${path}?a=b#part`, `http://any${path}?a=b`]) {
      expect([target, await statusOf(target)]).toEqual([target, 402]);
    }
  }
});

test('error: a mount by an expression that Express passes over leaves the price to the gateway before it', async () => {
  const app = express();
  const { priced, start } = await serve(app);
  app.use(priced(1));
  app.use(/^\/wo/, priced(5));
  app.use(/rk/, priced(5));
  app.get('/work', answer);
  const { status } = await start();
  expect([await status('/work'), await status('/work', 1)]).toEqual([402, 200]);
});

test('error: a route by an expression that goes on where it matched last is asked for each time', async () => {
  const app = express();
  const { priced, start } = await serve(app);
  app.use(priced(1));
  app.get(/^\/work/g, answer);
  const { status } = await start();
  expect([await status('/work'), await status('/work'), await status('/work', 1)]).toEqual([402, 402, 200]);
});

test('error: what the app itself keeps under the name of the payment pays for nothing', async () => {
  const app = express();
  const { priced, start } = await serve(app);
  app.use((_request, response, next) => {
    response.locals.payment = { by: 'card' };
    next();
  });
  app.use(priced(1));
  app.get('/work', answer);
  const { status } = await start();
  expect([await status('/work'), await status('/work', 1)]).toEqual([402, 200]);
});

test('behavior: a function that may answer any path is paid for, and nothing that it sends is given away', async () => {
  const app = express();
  const { priced, start } = await serve(app);
  let count = 0;
  app.use(priced(1));
  app.use('/tools', (_request, response) => {
    count += 1;
    response.send('done');
  });
  app.use((_error: unknown, _request: Request, _response: Response, next: () => void) => next());
  const { status } = await start();
  expect([await status('/tools/any'), await status('/nowhere'), count]).toEqual([402, 404, 0]);
  expect([await status('/tools/any', 1), count]).toEqual([200, 1]);
});

test('behavior: one middleware in several places meters each of them', async () => {
  const app = express();
  const { priced, start } = await serve(app);
  const one = priced(1);
  app.get('/first', one, answer);
  app.use('/a', one);
  app.get('/a/work', answer);
  app.use('/b', one);
  app.get('/b/work', answer);
  const { status } = await start();
  const asked = ['/first', '/a/work', '/b/work', '/b/nowhere'];
  expect(await Promise.all(asked.map((path) => status(path)))).toEqual([402, 402, 402, 404]);
});

test("behavior: a price of the body, in place of the app's, behind the parser", async () => {
  const app = express();
  const { gateway, priced, start, used } = await serve(app);
  app.use(priced(100));
  app.use(express.json());
  const byBody = expressGateway({ gateway, units: (request: Request) => compute(request.body.cost) });
  app.route('/by-body').post(byBody, answer).put(answer);
  const { status } = await start();
  const init = (method: string) => ({
    method,
    body: JSON.stringify({ cost: 4 }),
    headers: { 'content-type': 'application/json' },
  });
  expect(await status('/by-body', 3, init('POST'))).toBe(402);
  expect(await status('/by-body', 4, init('POST'))).toBe(200);
  expect(await used()).toEqual(compute(4));
  expect(await status('/by-body', 5, init('PUT'))).toBe(402); // that one has the app's price
});

test('behavior: what isn’t metered by choice is left alone', async () => {
  const app = express();
  const { gateway, start } = await serve(app);
  app.use(expressGateway({ gateway, units: compute(1), isMetered: ({ path }: Request) => path !== '/health' }));
  app.get('/health', answer);
  app.get('/work', answer);
  const { status } = await start();
  expect([await status('/health'), await status('/work')]).toEqual([200, 402]);
});

test('error: a price that throws is the app’s own failure', async () => {
  const app = express();
  const { gateway, start } = await serve(app);
  const units = () => {
    throw new Error('no price');
  };
  app.get('/work', expressGateway({ gateway, units }), answer);
  app.use((error: Error, _request: Request, response: Response, _next: () => void) => {
    response.status(500).send(error.message);
  });
  const { ask } = await start();
  const failed = await ask('/work', 1);
  expect([failed.status, await failed.text()]).toEqual([500, 'no price']);
});
