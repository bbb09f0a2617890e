import { ContractFunctionExecutionError, ContractFunctionZeroDataError } from 'viem';
import { expect, test } from 'vitest';
import { assertChain } from './assertChain.js';

const rollup = '0x9fE46736679d2D9a65F0992F2272dE9f3c7fa6e0';
const check = (chain: { chainId?: () => Promise<number>; state?: () => Promise<never> }) =>
  assertChain({
    chain: { chainId: async () => 31337, state: async () => ({}) as never, ...chain },
    deployment: { chainId: 31337, rollup },
    rpcUrl: ['https://first.example/v3/0123456789abcdef', 'http://127.0.0.1:8545'],
  });

test('default: the chain of the deployment, with its rollup', async () => {
  await expect(check({})).resolves.toBeUndefined();
});

test('error: endpoints that do not answer are named by their hosts alone', async () => {
  const silent = () => Promise.reject(new Error('fetch failed'));
  for (const chain of [{ chainId: silent }, { state: silent }]) {
    await expect(check(chain)).rejects.toMatchObject({
      code: 'chain/unreachable',
      facts: { field: 'rpcUrl', given: 'https://first.example/…, http://127.0.0.1:8545' },
    });
  }
});

test('error: another chain', async () => {
  await expect(check({ chainId: async () => 1 })).rejects.toMatchObject({
    code: 'sequencer/bad-deployment',
    facts: { field: 'chainId', given: 1, expected: 31337 },
  });
});

test('error: the right chain without the rollup, as after a development chain was started anew', async () => {
  const cause = new ContractFunctionZeroDataError({ functionName: 'latest' });
  const error = new ContractFunctionExecutionError(cause, { abi: [], functionName: 'latest', contractAddress: rollup });
  await expect(check({ state: () => Promise.reject(error) })).rejects.toMatchObject({
    code: 'sequencer/bad-deployment',
    facts: { field: 'rollup', given: rollup },
  });
});
