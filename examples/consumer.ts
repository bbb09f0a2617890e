import {
  createFileClientStateStore,
  createPayingFetch,
  createSequencerClient,
  deriveAccountKey,
  deriveAllowanceKey,
  deriveViewKey,
  loadCrypto,
  openAllowance,
} from '@tallystick/prover';
import { readDeployment } from '@tallystick/verifier-contracts';
import { createPublicClient, createWalletClient, type Hex, http } from 'viem';
import { privateKeyToAccount } from 'viem/accounts';

// A consumer: prepays an allowance for the provider with serial 2, and then fetches as usual.
const { chainId, rollup, domain } = await readDeployment('deployment.json');
const sequencer = createSequencerClient({ url: 'http://localhost:8640' });
const account = privateKeyToAccount(process.env.WALLET_KEY as Hex);
const transport = http(process.env.RPC_URL);
await loadCrypto();

// Every key comes from the wallet, so nothing is lost with the machine. Index 0 is this wallet's first allowance.
const derivation = { root: (await deriveAccountKey(account)).privateKey, index: 0, domain };
const { privateKey, publicKey: owner } = deriveAllowanceKey(derivation);
const terms = {
  providerSerial: 2,
  prices: { computeUnitSeconds: 500n, storageGibHours: 20n, egressMib: 100n },
  expiry: Math.floor(Date.now() / 1000) + 30 * 86_400,
  viewKey: deriveViewKey(derivation),
};
const publicClient = createPublicClient({ transport });
const walletClient = createWalletClient({ transport, account });
const { serial } = await openAllowance({ publicClient, walletClient, rollup, owner, terms, amount: 1_000_000n });
await sequencer.registerAccount({ serial, owner, terms });

const origin = 'http://localhost:3000';
const payingFetch = createPayingFetch({
  allowances: [{ serial, chainId, domain, terms, privateKey, origin }],
  maxAmount: 100_000n, // token base units, over everything that this client fetches
  maxAmountPerRequest: 1_000n,
  state: createFileClientStateStore({ path: 'receipts.json' }),
  onPayment: ({ amount, url }) => console.log(`signed for ${amount} more: ${url}`),
});
const response = await payingFetch(`${origin}/answer`);
console.log(await response.json());
