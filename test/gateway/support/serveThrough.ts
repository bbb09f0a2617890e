import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import fastifyCors from '@fastify/cors';
import { serve as serveHono } from '@hono/node-server';
import type { Units } from '@tallystick/prover/core';
import {
  type Admission,
  expressGateway,
  fastifyGateway,
  type Gateway,
  type HonoGatewayVariables,
  honoGateway,
  nodeHttpGateway,
} from '@tallystick/prover/provider';
import express from 'express';
import fastify from 'fastify';
import { Hono } from 'hono';
import { cors as honoCors } from 'hono/cors';
import { closeAll, listen, type Served } from './listen.js';

export const ADAPTERS = ['fastify', 'node:http', 'express', 'hono'] as const;
export type Adapter = (typeof ADAPTERS)[number];

export type TestAnswer = {
  status?: number;
  headers?: Record<string, string>;
  body?: string | Uint8Array | AsyncIterable<Uint8Array>;
};

export type TestMetering = {
  units?: Partial<Units>;
  meter?: (response: { responseBytes: number; statusCode: number }) => Partial<Units>;
  description?: string;
};

export type TestRoute = {
  method?: 'get' | 'post' | 'options' | 'all';
  /** `/*` for any path. */
  path: string;
  /** In place of the app's own. */
  own?: TestMetering;
  serve: (request: {
    method: string;
    url: string;
    payment?: Admission | undefined;
  }) => TestAnswer | Promise<TestAnswer>;
};

export type TestService = TestMetering & {
  gateway: Gateway;
  routes: TestRoute[];
  /** Origin of the pages that may read answers. */
  sharedWith?: string;
};

/** The same service behind each of the adapters, on a port of its own. */
export async function serveThrough(adapter: Adapter, service: TestService): Promise<Served> {
  if (adapter === 'fastify') return serveFastify(service);
  if (adapter === 'express') return listen(createServer(expressApp(service)));
  if (adapter === 'node:http') return listen(createServer(nodeListener(service)));
  return await new Promise((resolve) => {
    const server = serveHono({ fetch: honoApp(service).fetch, port: 0, hostname: '127.0.0.1' }, ({ port }) =>
      resolve({ origin: `http://127.0.0.1:${port}`, close: () => closeAll(server as Server) }),
    );
  });
}

async function serveFastify({ gateway, routes, sharedWith, ...metering }: TestService): Promise<Served> {
  const app = fastify({ forceCloseConnections: true });
  if (sharedWith !== undefined) await app.register(fastifyCors, { origin: [sharedWith] });
  await app.register(fastifyGateway, { gateway, ...metering });
  for (const { method = 'get', path, own, serve } of routes) {
    app[method](path, own === undefined ? {} : { config: { tallystick: own } }, async (request, reply) => {
      const { status = 200, headers = {}, body = '' } = await serve(request);
      reply.code(status).headers(headers);
      return typeof body === 'string' || body instanceof Uint8Array ? body : Readable.from(body);
    });
  }
  return { origin: await app.listen({ port: 0, host: '127.0.0.1' }), close: () => app.close() };
}

function expressApp({ gateway, routes, sharedWith, ...metering }: TestService) {
  const app = express();
  app.set('env', 'test'); // what a route throws isn't printed
  if (sharedWith !== undefined) {
    app.use((request, response, next) => {
      for (const [name, value] of Object.entries(sharedHeaders(sharedWith))) response.setHeader(name, value);
      if (request.method === 'OPTIONS') response.status(204).end();
      else next();
    });
  }
  app.use(expressGateway({ gateway, ...metering }));
  for (const { method = 'get', path, own, serve } of routes) {
    const before = own === undefined ? [] : [expressGateway({ gateway, ...own })];
    app[method](path === '/*' ? '/{*any}' : path, ...before, async (request, response) => {
      const { method, originalUrl: url } = request;
      await send(response, await serve({ method, url, payment: response.locals.payment as Admission | undefined }));
    });
  }
  return app;
}

function nodeListener({ gateway, routes, sharedWith, ...metering }: TestService) {
  const shared: Record<string, string> = sharedWith === undefined ? {} : sharedHeaders(sharedWith);
  const find = ({ method = 'GET', url = '/' }: IncomingMessage) =>
    routes.find(
      (route) =>
        ['all', route.method ?? 'get'].includes(
          route.method === 'all' ? 'all' : method.replace('HEAD', 'GET').toLowerCase(),
        ) && ['/*', url.split('?')[0]].includes(route.path),
    );
  // What has no route, and what was made for these requests alone, a listener answers by itself.
  const isFree = (route: TestRoute) =>
    route.own === undefined &&
    (route.method === 'options' || ((route.method ?? 'get') === 'get' && /^\/(robots|favicon)/.test(route.path)));
  const listener = async (request: IncomingMessage, response: ServerResponse) => {
    for (const [name, value] of Object.entries(shared)) response.setHeader(name, value);
    const route = find(request);
    if (route === undefined) return send(response, { status: request.method === 'OPTIONS' ? 204 : 404 });
    const { method = 'GET', url = '/' } = request;
    try {
      await send(response, await route.serve({ method, url }));
    } catch {
      if (response.headersSent) response.destroy();
      else await send(response, { status: 500 });
    }
  };
  const isMetered = (request: IncomingMessage) => {
    const route = find(request);
    return route !== undefined && !isFree(route);
  };
  const options = { gateway, isMetered, refusalHeaders: () => shared };
  const byRoute = new Map(
    routes.map((route) => [route, nodeHttpGateway({ ...options, ...(route.own ?? metering) }, listener)]),
  );
  const elsewhere = nodeHttpGateway({ ...options, ...metering }, listener);
  return (request: IncomingMessage, response: ServerResponse & { req: IncomingMessage }) => {
    const route = find(request);
    return ((route && byRoute.get(route)) ?? elsewhere)(request, response);
  };
}

function honoApp({ gateway, routes, sharedWith, ...metering }: TestService) {
  const app = new Hono<{ Variables: Partial<HonoGatewayVariables> }>();
  if (sharedWith !== undefined) app.use(honoCors({ origin: sharedWith }));
  app.use(honoGateway({ gateway, ...metering }));
  for (const { method = 'get', path, own, serve } of routes) {
    const free =
      own === undefined ? async (_c: unknown, next: () => Promise<void>) => next() : honoGateway({ gateway, ...own });
    app[method](path, free, async (c) => {
      const { pathname, search } = new URL(c.req.url);
      const answer = await serve({ method: c.req.method, url: `${pathname}${search}`, payment: c.get('payment') });
      const { status = 200, headers = {}, body = '' } = answer;
      const isWhole = typeof body === 'string' || body instanceof Uint8Array;
      return new Response((isWhole ? body : ReadableStream.from(body)) as string, { status, headers });
    });
  }
  return app;
}

async function send(response: ServerResponse, { status = 200, headers = {}, body = '' }: TestAnswer): Promise<void> {
  response.statusCode = status;
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
  if (typeof body === 'string' || body instanceof Uint8Array) return void response.end(body);
  for await (const chunk of body) response.write(chunk);
  response.end();
}

const sharedHeaders = (origin: string) => ({ 'access-control-allow-origin': origin, vary: 'origin' });
