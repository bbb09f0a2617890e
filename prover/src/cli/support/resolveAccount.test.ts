import { privateKeyToAccount } from 'viem/accounts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createOfflineCli, type OfflineCli } from '../../../test-support/createOfflineCli.js';
import { loadCrypto } from '../../core/hash/crypto.js';
import { deriveAccountKey, deriveAllowanceKey, deriveViewKey } from '../../core/keys.js';
import { resolveAccount } from './resolveAccount.js';

const walletKey = '0x59c6995e998f97a5a0044966f0945389dc9e86dae88c7a8412f4603b6b78690d';
let offline: OfflineCli;

beforeAll(async () => {
  await loadCrypto();
  offline = await createOfflineCli();
});
afterAll(() => offline?.remove());

const resolve = (options: { serial: number; index?: number }) =>
  resolveAccount({ io: { env: { TALLYSTICK_PRIVATE_KEY: walletKey } }, hide: () => {} } as never, {
    ...options,
    deployment: offline.deploymentFile,
    state: offline.folder,
  });

test("behavior: the operator's account is found without a record, by the key that the deployment derived", async () => {
  const root = (await deriveAccountKey(privateKeyToAccount(walletKey))).privateKey;
  const atDeployment = { root, index: 0, domain: 0n };
  const { key, viewKey, domain } = await resolve({ serial: 1 });
  expect(key).toEqual(deriveAllowanceKey(atDeployment));
  expect(viewKey).toBe(deriveViewKey(atDeployment));
  // What it signs is for this rollup all the same.
  expect(domain).toBe(offline.deployment.domain);
});

test('error: any other account without a record takes --index, and is of this rollup', async () => {
  await expect(resolve({ serial: 2 })).rejects.toMatchObject({ code: 'cli/unknown-allowance' });
  const root = (await deriveAccountKey(privateKeyToAccount(walletKey))).privateKey;
  const { key } = await resolve({ serial: 2, index: 0 });
  expect(key).toEqual(deriveAllowanceKey({ root, index: 0, domain: offline.deployment.domain }));
});
