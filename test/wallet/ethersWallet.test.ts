import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type ChainWriter,
  claimReward,
  claimWithdrawal,
  openAllowance,
  reactivateStake,
} from '@tallystick/prover/chain';
import { openLocalAllowances } from '@tallystick/prover/client-files';
import { deriveAccountKey, loadCrypto, type SigningWallet } from '@tallystick/prover/core';
import { createAllowanceOpener } from '@tallystick/prover/opening';
import { createProbeResponder } from '@tallystick/prover/provider';
import { Wallet } from 'ethers';
import { createPublicClient, createWalletClient, custom, type LocalAccount, type PrivateKeyAccount } from 'viem';
import { privateKeyToAccount } from 'viem/accounts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { DEPLOYMENT } from '../support/createTestProvider.js';

let folder: string;
beforeAll(async () => {
  await loadCrypto();
  folder = await mkdtemp(join(tmpdir(), 'tallystick-'));
});
afterAll(() => rm(folder, { recursive: true }));

const wallet = new Wallet(`0x${'11'.repeat(32)}`);
const { rollup } = DEPLOYMENT;

/** Nothing is asked of the chain before the wallet is refused. */
const transport = custom({ request: () => Promise.reject(new Error('the chain was asked')) });
const publicClient = createPublicClient({ transport });
const asWriter = wallet as unknown as ChainWriter;
const withEthers = createWalletClient({ transport, account: wallet as unknown as PrivateKeyAccount });

const terms = {
  providerSerial: 2,
  prices: { computeUnitSeconds: 1n, storageGibHours: 1n, egressMib: 1n },
  expiry: 1_900_000_000,
  viewKey: 1n,
};

test.each<[string, string, () => unknown]>([
  ['deriveAccountKey', 'wallet', () => deriveAccountKey(wallet as unknown as SigningWallet)],
  [
    'openLocalAllowances',
    'account',
    () => {
      const account = wallet as unknown as SigningWallet;
      const origin = 'https://provider.example';
      return openLocalAllowances({ account, origin, providerSerial: 2, domain: 1n, chainId: 31337, folder });
    },
  ],
  [
    'createAllowanceOpener',
    'account',
    () =>
      createAllowanceOpener({
        account: wallet as unknown as PrivateKeyAccount,
        deployment: { ...DEPLOYMENT, domain: 1n } as unknown as Parameters<
          typeof createAllowanceOpener
        >[0]['deployment'],
        rpcUrl: 'http://127.0.0.1:1',
        amount: 1n,
        maxAmount: 1n,
      }),
  ],
  [
    'openAllowance',
    'walletClient',
    async () => {
      const { publicKey: owner } = await deriveAccountKey(privateKeyToAccount(`0x${'11'.repeat(32)}`));
      return openAllowance({ publicClient, walletClient: asWriter, rollup, owner, terms, amount: 1n });
    },
  ],
  [
    'claimWithdrawal',
    'walletClient.account',
    () => claimWithdrawal({ publicClient, walletClient: withEthers, rollup, recipient: rollup }),
  ],
  [
    'claimReward',
    'walletClient',
    () => claimReward({ publicClient, walletClient: asWriter, stakeRegistry: rollup, uptimeCourt: rollup }),
  ],
  [
    'reactivateStake',
    'walletClient',
    () => reactivateStake({ publicClient, walletClient: asWriter, stakeRegistry: rollup, kind: 'provider' }),
  ],
  [
    'createProbeResponder',
    'account',
    () =>
      createProbeResponder({
        account: wallet as unknown as LocalAccount,
        provider: rollup,
        chainId: 31337,
        registry: rollup,
      }),
  ],
])('error: %s refuses ethers’ Wallet as %s, with what to hand over', async (_name, field, call) => {
  const error: { toJSON(): unknown } = await Promise.resolve()
    .then(call)
    .then(
      () => expect.fail('it was taken'),
      (reason) => reason,
    );
  expect(error).toMatchObject({
    code: 'key/not-of-viem',
    facts: { field },
    remedy: expect.stringContaining('privateKeyToAccount(wallet.privateKey)'),
  });
  expect(JSON.stringify(error.toJSON())).not.toContain('11'.repeat(8));
});

test('default: what the remedy says works', async () => {
  const account = privateKeyToAccount(wallet.privateKey as `0x${string}`);
  const { privateKey } = await deriveAccountKey(account);
  expect(privateKey).toBeGreaterThan(0n);
  expect(account.address).toBe(wallet.address);
});
