import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { BatchData } from '@tallystick/prover/batch';
import { privateKeyToAccount } from 'viem/accounts';
import { expect, test } from 'vitest';
import { createChain } from './createChain.js';

const wallet = privateKeyToAccount(`0x${'11'.repeat(32)}`);
const deployment = { rollup: `0x${'22'.repeat(20)}`, chainId: 31337 } as const;
const data: BatchData = {
  ...{ oldRoot: 1n, newRoot: 2n, now: 3, salt: 4n, opens: [], serials: [1], leaves: [5n], maskedWords: [6n] },
  withdrawals: [],
};

test('behavior: a batch is judged without a price, so that the wallet need not be able to pay it', async () => {
  const asked: { method: string; params: unknown[] }[] = [];
  const node = createServer(async (request, response) => {
    const body = JSON.parse((await request.toArray()).join('')) as { id: number; method: string; params: unknown[] };
    asked.push({ method: body.method, params: body.params });
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify({ jsonrpc: '2.0', id: body.id, result: '0x5208' }));
  });
  await new Promise<void>((resolve) => node.listen(0, '127.0.0.1', resolve));
  const rpcUrl = `http://127.0.0.1:${(node.address() as AddressInfo).port}`;
  const gas = await createChain({ rpcUrl, deployment, wallet }).estimate({ shapeId: 1, data, proof: '0x01' });
  node.close();
  expect(gas).toBe(21_000n);
  expect(asked).toEqual([
    {
      method: 'eth_estimateGas',
      params: [{ from: wallet.address, to: deployment.rollup, data: expect.stringMatching(/^0x/) }, 'latest'],
    },
  ]);
});
