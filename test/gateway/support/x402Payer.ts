import type { ClientAllowance } from '@tallystick/prover/consumer';
import { createX402Scheme } from '@tallystick/prover/x402';
import { wrapFetchWithPayment, x402Client } from '@x402/fetch';
import { DEPLOYMENT, NOW } from '../../support/createTestProvider.js';

/** x402's own client, which pays by receipts of an allowance. */
export function x402Payer(allowance: ClientAllowance, send: typeof fetch = fetch) {
  const scheme = createX402Scheme({ allowances: [allowance], maxAmount: 1_000n, clock: () => NOW });
  const client = new x402Client().register('eip155:31337', scheme);
  client.setSpendControls({ allowedAssets: [{ network: 'eip155:31337', asset: DEPLOYMENT.token }] });
  return wrapFetchWithPayment(send, client);
}
