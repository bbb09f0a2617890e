import { createPublicClient, createTestClient, createWalletClient, erc20Abi, http } from 'viem';
import { foundry } from 'viem/chains';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Anvil, startAnvil } from '../../../verifier-contracts/test-support/startAnvil.js';
import { anvilAccount } from '../../test-support/createCliWorld.js';
import { approveTokens } from './approveTokens.js';

const token = '0x00000000000000000000000000000000000000cc';
const spender = '0x00000000000000000000000000000000000000dd';
/**
 * A token as some in wide use are: `approve` answers nothing, and refuses to change one amount into another. Everybody holds 2^40 - 1 and
 * has the same approval.
 */
const TOKEN = [
  '60003560e01c', // selector
  '8063095ea7b314603357', // approve
  '63dd62ed3e14602757', // allowance
  '64ffffffffff60005260206000f3', // balanceOf
  '5b60005460005260206000f3', // allowance: slot 0
  '5b60243580156048576000541560485760006000fd', // approve: revert unless one of the two is 0
  '5b60005500',
].join('');

let anvil: Anvil;
beforeAll(async () => {
  anvil = await startAnvil();
});
afterAll(() => anvil?.stop());

test('behavior: tokens whose approval answers nothing and changes only by way of none', async () => {
  const common = { chain: foundry, transport: http(anvil.rpcUrl), pollingInterval: 20 };
  const publicClient = createPublicClient(common);
  const walletClient = createWalletClient({ ...common, account: anvilAccount(0) });
  await createTestClient({ ...common, mode: 'anvil' }).setCode({ address: token, bytecode: `0x${TOKEN}` });
  const approved = () =>
    publicClient.readContract({
      address: token,
      abi: erc20Abi,
      functionName: 'allowance',
      args: [walletClient.account.address, spender],
    });
  for (const [amount, expected] of [
    [5n, 5n],
    [7n, 7n],
    [6n, 7n],
  ] as const) {
    await approveTokens({ publicClient, walletClient, token, spender, amount });
    expect(await approved()).toBe(expected);
  }
});
