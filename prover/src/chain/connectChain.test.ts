import type { Deployment } from '@tallystick/verifier-contracts';
import { expect, test } from 'vitest';
import { startHttpServer } from '../../test-support/startHttpServer.js';
import { connectChain } from './connectChain.js';

const rollup = '0x5FbDB2315678afecb367f032d93F642f64180aa3';

test('behavior: an endpoint that says that it is asked too often is asked again', async () => {
  let refusals = 4;
  const { url, close } = await startHttpServer(async (incoming, response) => {
    let body = '';
    for await (const chunk of incoming) body += chunk;
    const { id, method } = JSON.parse(body);
    if (refusals-- > 0) return void response.writeHead(429).end();
    const result = method === 'eth_chainId' ? '0x7a69' : '0x60';
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ jsonrpc: '2.0', id, result }));
  });
  const deployment = { chainId: 31337, rollup } as Partial<Deployment> as Deployment;
  try {
    expect(await connectChain({ rpcUrl: url, deployment })).toHaveProperty('publicClient');
  } finally {
    await close();
  }
});

test('behavior: of several endpoints the next is asked where one does not answer', async () => {
  const silent = await startHttpServer(async (_, response) => void response.writeHead(503).end());
  const asked: string[] = [];
  const working = await startHttpServer(async (incoming, response) => {
    let body = '';
    for await (const chunk of incoming) body += chunk;
    const { id, method } = JSON.parse(body);
    asked.push(method);
    const result = method === 'eth_chainId' ? '0x7a69' : '0x60';
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ jsonrpc: '2.0', id, result }));
  });
  const deployment = { chainId: 31337, rollup } as Partial<Deployment> as Deployment;
  try {
    expect(await connectChain({ rpcUrl: [silent.url, working.url], deployment })).toHaveProperty('publicClient');
    expect(asked.sort()).toEqual(['eth_chainId', 'eth_getCode']);
  } finally {
    await silent.close();
    await working.close();
  }
});
