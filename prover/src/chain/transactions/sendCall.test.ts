import {
  createPublicClient,
  createTestClient,
  createWalletClient,
  decodeFunctionData,
  http,
  type PublicClient,
  parseAbi,
  parseGwei,
} from 'viem';
import { mnemonicToAccount } from 'viem/accounts';
import { foundry } from 'viem/chains';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type Anvil, startAnvil } from '../../../../verifier-contracts/test-support/startAnvil.js';
import { contractCall } from './call.js';
import { sendCall } from './sendCall.js';

const account = mnemonicToAccount('test test test test test test test test test test test junk');
const abi = parseAbi(['function poke(uint256 number)']);
/** An address without code, which takes every call. */
const address = '0x00000000000000000000000000000000000000aa';
const poke = (number: bigint) => contractCall({ address, abi }, 'poke', [number]);

let anvil: Anvil;
let publicClient: PublicClient;
beforeAll(async () => {
  anvil = await startAnvil();
});
afterAll(() => anvil?.stop());

/** Whether the endpoint answers at all. */
let isDown = false;
function clients() {
  const transport = http(anvil.rpcUrl, {
    retryCount: 0,
    onFetchRequest: () => {
      if (isDown) throw new TypeError('fetch failed');
    },
  });
  const common = { chain: foundry, transport, pollingInterval: 20, cacheTime: 0 };
  return {
    publicClient: createPublicClient(common),
    walletClient: createWalletClient({ ...common, account }),
    testClient: createTestClient({ ...common, mode: 'anvil', transport: http(anvil.rpcUrl) }),
  };
}
const count = (blockTag: 'latest' | 'pending' = 'latest') =>
  publicClient.getTransactionCount({ address: account.address, blockTag });
/** The transactions of the latest block: nonce and number. */
async function mined() {
  const { transactions } = await publicClient.getBlock({ includeTransactions: true });
  return transactions.map(({ nonce, input, ...fees }) => {
    const [number] = decodeFunctionData({ abi, data: input }).args;
    return { nonce, number, ...fees };
  });
}

beforeEach(() => {
  isDown = false;
  publicClient = clients().publicClient as PublicClient;
});

test('default: one after the other, each with the next nonce, and room in its gas', async () => {
  const { walletClient } = clients();
  const before = await count();
  for (const number of [1n, 2n]) {
    const { transactionHash, gasUsed } = await sendCall({ publicClient, walletClient }, 'poking', poke(number));
    const [{ nonce, hash, gas } = expect.fail('nothing was mined')] = await mined();
    expect({ nonce, hash }).toEqual({ nonce: before + Number(number) - 1, hash: transactionHash });
    expect(gas).toBe((gasUsed * 12n) / 10n);
  }
});

test('error: a call that would revert is not sent', async () => {
  const { walletClient, testClient } = clients();
  const reverting = '0x00000000000000000000000000000000000000bb';
  await testClient.setCode({ address: reverting, bytecode: '0x60006000fd' });
  const before = await count();
  const call = { ...poke(1n), address: reverting } as const;
  await expect(sendCall({ publicClient, walletClient }, 'poking', call)).rejects.toMatchObject({
    code: 'chain/reverted',
  });
  expect(await count('pending')).toBe(before);
});

test('error: the wallet cannot pay', async () => {
  const transport = http(anvil.rpcUrl);
  const poor = mnemonicToAccount('test test test test test test test test test test test junk', { addressIndex: 99 });
  const walletClient = createWalletClient({ chain: foundry, transport, account: poor });
  await expect(sendCall({ publicClient, walletClient }, 'poking', poke(1n))).rejects.toMatchObject({
    code: 'chain/call-failed',
  });
});

test('default: an account that a node holds sends by itself', async () => {
  const walletClient = createWalletClient({ chain: foundry, transport: http(anvil.rpcUrl), account: account.address });
  const { transactionHash } = await sendCall({ publicClient, walletClient }, 'poking', poke(7n));
  expect((await mined())[0]).toMatchObject({ hash: transactionHash, number: 7n });
});

describe('on a chain that mines nothing', () => {
  /** What the transaction that waits pays at most for its gas, in wei; 0 if none waits. */
  async function feeOf(): Promise<bigint> {
    const { pending } = await clients().testClient.getTxpoolContent();
    const [waiting] = Object.values(pending).flatMap((byNonce) => Object.values(byNonce));
    return BigInt(waiting?.maxFeePerGas ?? 0n);
  }

  beforeEach(() => clients().testClient.setAutomine(false));
  afterEach(async () => {
    const { testClient } = clients();
    await testClient.mine({ blocks: 1 });
    await testClient.setAutomine(true);
  });

  test('error: not mined in time, which does not mean that it never is', async () => {
    const { walletClient } = clients();
    const sending = sendCall({ publicClient, walletClient }, 'poking', poke(10n), { timeoutMs: 100 });
    const error = await sending.then(
      () => expect.fail('it was mined'),
      (thrown: unknown) => thrown,
    );
    expect(error).toMatchObject({ code: 'chain/transaction-pending', message: 'poking: not mined in time' });
    expect(error).toMatchObject({ facts: { transactionHash: expect.stringMatching(/^0x[0-9a-f]{64}$/) } });
  });

  test('behavior: its signal ends the waiting, and what is sent stays sent', async () => {
    const { walletClient } = clients();
    const ended = new AbortController();
    const options = { timeoutMs: 50_000, signal: ended.signal };
    const sending = sendCall({ publicClient, walletClient }, 'poking', poke(17n), options);
    const before = await count();
    await expect.poll(() => count('pending'), { interval: 5 }).toBe(before + 1);
    ended.abort();
    await expect(sending).rejects.toMatchObject({ code: 'chain/transaction-pending' });
  });

  test('behavior: one that is stuck is replaced by the same one with higher fees, and its receipt is what counts', async () => {
    const { walletClient, testClient } = clients();
    const before = await count();
    const options = { timeoutMs: 5_000, replaceAfterMs: 60 };
    const sending = sendCall({ publicClient, walletClient }, 'poking', poke(11n), options);
    await expect.poll(feeOf, { interval: 5 }).toBeGreaterThan(0n);
    const first = await feeOf();
    await expect.poll(feeOf, { interval: 5 }).toBeGreaterThan((first * 11n) / 10n);
    await testClient.mine({ blocks: 1 });
    const { transactionHash } = await sending;
    expect(await mined()).toMatchObject([{ nonce: before, number: 11n, hash: transactionHash }]);
  });

  test.each([
    ['four times what the chain asks for', 4n, false],
    ['the highest fee', 2n, true],
  ])('behavior: the fees do not grow beyond %s', async (_, timesMarket, isGiven) => {
    const { walletClient, testClient } = clients();
    const before = await count();
    const { baseFeePerGas } = await publicClient.getBlock();
    const tip = await publicClient.estimateMaxPriorityFeePerGas();
    const most = timesMarket * (2n * (baseFeePerGas ?? 0n) + tip);
    const ended = new AbortController();
    const maxFeePerGasWei = isGiven ? most : undefined;
    const options = { timeoutMs: 50_000, replaceAfterMs: 1, maxFeePerGasWei, signal: ended.signal };
    const sending = sendCall({ publicClient, walletClient }, 'poking', poke(12n), options);
    // They grow until another eighth would not fit,
    await expect
      .poll(feeOf, { interval: 5, timeout: 40_000 })
      .toSatisfy((fee: bigint) => (fee * 1125n) / 1000n + 1n > most);
    // and stay there, while it could have been replaced again and again.
    for (let look = 0; look < 100; look++) expect(await feeOf()).toBeLessThanOrEqual(most);
    ended.abort();
    await expect(sending).rejects.toMatchObject({ code: 'chain/transaction-pending' });
    await testClient.mine({ blocks: 1 });
    const [{ nonce, maxFeePerGas } = expect.fail('nothing was mined')] = await mined();
    expect(nonce).toBe(before);
    expect(maxFeePerGas).toBeLessThanOrEqual(most);
  });

  test('behavior: in the place of what an earlier process left, at the price that this takes', async () => {
    const { walletClient, testClient } = clients();
    const before = await count();
    const options = { timeoutMs: 1_000, place: 'latest' } as const;
    // What it was and what it paid isn't known any more.
    const maxPriorityFeePerGas = parseGwei('2');
    await walletClient.sendTransaction({ to: address, data: '0x', maxFeePerGas: parseGwei('4'), maxPriorityFeePerGas });
    await expect(sendCall({ publicClient, walletClient }, 'poking', poke(14n), options)).rejects.toMatchObject({
      code: 'chain/transaction-pending',
    });
    await testClient.mine({ blocks: 1 });
    expect(await mined()).toMatchObject([{ nonce: before, number: 14n }]);
  });

  test('behavior: an endpoint that is silent for a while is not an answer', async () => {
    const { walletClient, testClient, publicClient: own } = clients();
    const sending = sendCall({ publicClient: own, walletClient }, 'poking', poke(15n), { timeoutMs: 5_000 });
    const pending = async () => Object.keys((await testClient.getTxpoolContent()).pending).length;
    await expect.poll(pending, { interval: 5 }).toBe(1);
    isDown = true;
    await testClient.mine({ blocks: 1 });
    setTimeout(() => {
      isDown = false;
    }, 100);
    expect((await sending).receipt.status).toBe('success');
  });

  test('error: the chain asks for more than the highest fee', async () => {
    const { walletClient } = clients();
    const sending = sendCall({ publicClient, walletClient }, 'poking', poke(16n), { maxFeePerGasWei: 1n });
    await expect(sending).rejects.toMatchObject({ code: 'chain/fee-cap', facts: { given: 1n } });
    expect(await count('pending')).toBe(await count());
  });
});
