import { fastifyGateway, type Gateway } from '@tallystick/prover/provider';
import fastify from 'fastify';
import { compute } from '../../support/createTestProvider.js';
import type { Bundle } from './bundle.js';

/** A page without WebAssembly. */
export const STRICT = "default-src 'self'";
/** As strict as a page can be that uses WebAssembly; it may have workers of its own origin, and none from a blob. */
export const WITH_WASM = "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'";

export type ServedPage = { bundle: Bundle; policy: typeof STRICT | typeof WITH_WASM; gateway: Gateway };

/** Serves a page at `/` under a content security policy, and beside it `/work`, which costs three unit-seconds. */
export async function servePage({ bundle, policy, gateway }: ServedPage) {
  const app = fastify();
  app.addHook('onRequest', async (_request, reply) => {
    reply.header('content-security-policy', policy);
  });
  for (const [path, text] of bundle) {
    const type = path.endsWith('.html') ? 'text/html' : 'text/javascript';
    app.get(path === '/index.html' ? '/' : path, async (_request, reply) => reply.type(type).send(text));
  }
  app.get('/favicon.ico', async (_request, reply) => reply.code(204).send());
  await app.register(async (scope) => {
    await scope.register(fastifyGateway, { gateway, units: compute(3) });
    scope.get('/work', async () => 'done');
  });
  const origin = await app.listen({ host: '127.0.0.1', port: 0 });
  return { origin, close: () => app.close() };
}
