import { createPublicClient, createTestClient, createWalletClient, http, parseGwei } from 'viem';
import { mnemonicToAccount } from 'viem/accounts';
import { foundry } from 'viem/chains';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Anvil, startAnvil } from '../../../verifier-contracts/test-support/startAnvil.js';
import { createTransactionSender } from './createTransactionSender.js';

const account = mnemonicToAccount('test test test test test test test test test test test junk');
const to = '0x00000000000000000000000000000000000000aa';

let anvil: Anvil;
beforeAll(async () => {
  anvil = await startAnvil();
});
afterAll(() => anvil?.stop());

function clients() {
  const transport = http(anvil.rpcUrl);
  return {
    publicClient: createPublicClient({ chain: foundry, transport, pollingInterval: 20 }),
    walletClient: createWalletClient({ chain: foundry, transport, account }),
    testClient: createTestClient({ mode: 'anvil', chain: foundry, transport }),
  };
}
const check = async (): Promise<void> => {};

test('default: one after another, each with the next nonce', async () => {
  const { publicClient, walletClient } = clients();
  const send = createTransactionSender({ publicClient, walletClient, timeoutMs: 5000 });
  const before = await publicClient.getTransactionCount({ address: account.address });
  const hashes = await Promise.all(
    ['0x01', '0x02', '0x03'].map((data) => send('trying', { to, data: data as '0x01', check })),
  );
  const sent = await Promise.all(hashes.map((hash) => publicClient.getTransaction({ hash })));
  expect(sent.map(({ nonce, input }) => [nonce - before, input])).toEqual([
    [0, '0x01'],
    [1, '0x02'],
    [2, '0x03'],
  ]);
});

test('behavior: a transaction that is stuck is replaced by the next one, and only one of them counts', async () => {
  const { publicClient, walletClient, testClient } = clients();
  const send = createTransactionSender({ publicClient, walletClient, timeoutMs: 200 });
  const before = await publicClient.getTransactionCount({ address: account.address });
  await testClient.setAutomine(false);
  await expect(send('trying', { to, data: '0x11', check })).rejects.toMatchObject({ code: 'chain/call-failed' });
  await expect(send('trying', { to, data: '0x12', check })).rejects.toMatchObject({ code: 'chain/call-failed' });
  await testClient.mine({ blocks: 1 });
  await testClient.setAutomine(true);
  const { transactions } = await publicClient.getBlock({ includeTransactions: true });
  expect(transactions.map(({ nonce, input }) => [nonce, input])).toEqual([[before, '0x12']]);
  expect(transactions[0]?.maxFeePerGas).toBeGreaterThan(parseGwei('1'));
  expect(await publicClient.getTransactionCount({ address: account.address, blockTag: 'pending' })).toBe(before + 1);
});

test('error: a call that would revert is not sent', async () => {
  const { publicClient, walletClient } = clients();
  const send = createTransactionSender({ publicClient, walletClient, timeoutMs: 5000 });
  const before = await publicClient.getTransactionCount({ address: account.address });
  const refuse = async (): Promise<void> => {
    throw new Error('reverted');
  };
  await expect(send('trying', { to, data: '0x21', check: refuse })).rejects.toMatchObject({
    code: 'chain/call-failed',
  });
  expect(await publicClient.getTransactionCount({ address: account.address })).toBe(before);
});
