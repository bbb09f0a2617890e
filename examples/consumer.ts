import { createPayingFetch, loadCrypto } from '@tallystick/prover';
import { readDeploymentFile } from '@tallystick/prover/chain';
import { openLocalAllowances } from '@tallystick/prover/client-files';
import type { Hex } from 'viem';
import { privateKeyToAccount } from 'viem/accounts';

// A consumer: fetches as usual, and pays from what `tallystick allowance open` opened for the provider. How to run it: README.md.
const account = privateKeyToAccount(process.env.TALLYSTICK_PRIVATE_KEY as Hex); // the wallet that opened; every key comes from it
const { chainId, domain } = await readDeploymentFile('deployment.json');
const origin = 'http://localhost:3000';
await loadCrypto();
const local = await openLocalAllowances({ account, origin, providerSerial: 2, chainId, domain, folder: 'consumer' });
const { allowances, state } = local;
const payingFetch = createPayingFetch({ allowances, state, maxAmount: 100_000n, maxAmountPerRequest: 1_000n }); // token base units
const response = await payingFetch(`${origin}/answer`);
console.log(response.status, await response.json());
await local.close(); // what was signed is kept, and others may pay from the allowances again
