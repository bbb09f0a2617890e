import { fieldToHex } from '@tallystick/prover/core';
import type { Deployment } from '@tallystick/verifier-contracts';
import type { PrivateKeyAccount } from 'viem/accounts';
import { sequencerError } from '../errors.js';
import type { IntakeContext } from '../intake/IntakeContext.js';
import { registerAccount } from '../intake/open/registerAccount.js';
import { findOperatorAccount } from '../operator/findOperatorAccount.js';
import type { Store } from '../store/createStore.js';
import { waitUntil } from '../util/waitUntil.js';

export type RegisterOperatorParameters = {
  store: Store;
  intake: IntakeContext;
  deployment: Deployment;
  wallet: PrivateKeyAccount;
  pollIntervalMs: number;
  signal: AbortSignal;
};

/** The operator's own account is registered like any other, once its open is confirmed; its terms follow from the wallet. */
export async function registerOperator(parameters: RegisterOperatorParameters): Promise<void> {
  const { store, intake, deployment, wallet, pollIntervalMs: intervalMs, signal } = parameters;
  const { operatorSerial: serial } = deployment;
  const timeoutMs = Number.POSITIVE_INFINITY;
  const open = await waitUntil({ timeoutMs, intervalMs, signal }, () => store.opens.get(serial));
  if (!open || open.disclosed) return;
  const account = await findOperatorAccount({ wallet, domain: deployment.domain, open });
  if (!account) {
    throw sequencerError('sequencer/wrong-operator', {
      facts: { field: 'operatorKey', given: wallet.address, serial },
    });
  }
  const { terms, publicKey } = account;
  const { prices, providerSerial, expiry, viewKey } = terms;
  await registerAccount(intake, {
    serial,
    owner: { x: fieldToHex(publicKey.x), y: fieldToHex(publicKey.y) },
    terms: {
      providerSerial,
      prices: Object.fromEntries(Object.entries(prices).map(([key, price]) => [key, price.toString()])),
      expiry,
      viewKey: fieldToHex(viewKey),
    },
  });
}
