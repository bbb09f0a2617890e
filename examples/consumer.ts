import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { setTimeout } from 'node:timers/promises';
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

// A consumer: prepays an allowance for the provider with serial 2 when it runs first, and fetches as usual. How to run it: README.md.
const { WALLET_KEY, RPC_URL } = process.env;
if (WALLET_KEY === undefined || RPC_URL === undefined) {
  throw new Error(
    'Set WALLET_KEY to the private key of a wallet with tokens, and RPC_URL to an endpoint of its chain.',
  );
}
const { chainId, rollup, domain } = await readDeployment('deployment.json');
const sequencer = createSequencerClient({ url: 'http://localhost:8640' });
const account = privateKeyToAccount(WALLET_KEY as Hex);
const transport = http(RPC_URL);
await loadCrypto();

// Every key comes from the wallet; what has to be kept is the file with the serial and the expiry, without which nobody knows the terms.
// Index 0 is this wallet's first allowance; each needs its own.
const derivation = { root: (await deriveAccountKey(account)).privateKey, index: 0, domain };
const { privateKey, publicKey: owner } = deriveAllowanceKey(derivation);
const file = 'allowance.json';
const kept: { expiry: number; serial?: number } = existsSync(file)
  ? JSON.parse(await readFile(file, 'utf8'))
  : { expiry: Math.floor(Date.now() / 1000) + 30 * 86_400 };
await writeFile(file, JSON.stringify(kept)); // before any money moves
const terms = {
  providerSerial: 2,
  prices: { computeUnitSeconds: 500n, storageGibHours: 20n, egressMib: 100n },
  expiry: kept.expiry,
  viewKey: deriveViewKey(derivation),
};
const publicClient = createPublicClient({ transport });
const walletClient = createWalletClient({ transport, account });
const open = () => openAllowance({ publicClient, walletClient, rollup, owner, terms, amount: 1_000_000n });
const serial = kept.serial ?? (await open()).serial;
await writeFile(file, JSON.stringify({ ...kept, serial }));
await sequencer.registerAccount({ serial, owner, terms });
// The provider serves against no allowance but one that a batch has opened.
if (kept.serial === undefined) console.log(`allowance ${serial}: waiting until a batch has opened it`);
while ((await sequencer.getAccount({ serial, viewKey: terms.viewKey })).status !== 'open') await setTimeout(1_000);

const origin = 'http://localhost:3000';
const payingFetch = createPayingFetch({
  allowances: [{ serial, chainId, domain, terms, privateKey, origin }],
  maxAmount: 100_000n, // token base units, over everything that this client fetches
  maxAmountPerRequest: 1_000n,
  state: createFileClientStateStore({ path: 'receipts.json' }),
  onPayment: ({ amount, url }) => console.log(`signed for ${amount} more: ${url}`),
});
const response = await payingFetch(`${origin}/answer`);
console.log(response.status, await response.json());
