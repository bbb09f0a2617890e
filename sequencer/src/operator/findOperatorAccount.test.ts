import { hashTerms, loadCrypto } from '@tallystick/prover/core';
import { privateKeyToAccount } from 'viem/accounts';
import { beforeAll, expect, test } from 'vitest';
import { deriveOperatorAccount } from './deriveOperatorAccount.js';
import { findOperatorAccount } from './findOperatorAccount.js';

const wallet = privateKeyToAccount(`0x${'11'.repeat(32)}`);
const stranger = privateKeyToAccount(`0x${'22'.repeat(32)}`);
const domain = 77n;
const openOf = async (owner: typeof wallet, of?: bigint) => {
  const { publicKey, terms } = await deriveOperatorAccount(owner, of);
  return { owner: publicKey, terms: hashTerms(terms) };
};

beforeAll(() => loadCrypto());

test('default: the account of the deployment, and one that the wallet opened later', async () => {
  for (const of of [undefined, domain]) {
    const found = await findOperatorAccount({ wallet, domain, open: await openOf(wallet, of) });
    expect(found).toEqual(await deriveOperatorAccount(wallet, of));
  }
});

test("behavior: another wallet's account, or one for another rollup, is none", async () => {
  for (const open of [await openOf(stranger), await openOf(stranger, domain), await openOf(wallet, 78n)]) {
    expect(await findOperatorAccount({ wallet, domain, open })).toBeUndefined();
  }
});
