import { connectChain } from '@tallystick/prover/chain';
import { type Deployment, testTokenAbi } from '@tallystick/verifier-contracts';
import { type Address, createTestClient, http, publicActions } from 'viem';
import { foundry } from 'viem/chains';
import { devWallets } from './devWallets.js';

export type MintTokensParameters = {
  rpcUrl: string;
  deployment: Deployment;
  to: Address;
  /** Token base units. */
  amount: bigint;
};

/** What a transaction or two cost many times over: 10 ether. */
const GAS_WEI = 10n ** 19n;

/** The faucet: mints test tokens for an address, which also gets ether for transactions where it has less than 10. */
export async function mintTokens({ rpcUrl, deployment, to, amount }: MintTokensParameters): Promise<void> {
  const { publicClient, writer } = await connectChain({ rpcUrl, deployment, pollingIntervalMs: 50 });
  const test = createTestClient({ mode: 'anvil', chain: foundry, transport: http(rpcUrl) }).extend(publicActions);
  if ((await test.getBalance({ address: to })) < GAS_WEI) await test.setBalance({ address: to, value: GAS_WEI });
  const wallet = writer(devWallets.operator().account);
  const contract = { address: deployment.token, abi: testTokenAbi, chain: null } as const;
  const hash = await wallet.writeContract({ ...contract, functionName: 'mint', args: [to, amount] });
  await publicClient.waitForTransactionReceipt({ hash });
}
