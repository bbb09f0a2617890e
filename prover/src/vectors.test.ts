import { readFileSync } from 'node:fs';
import type { Address, Hex } from 'viem';
import { beforeAll, describe, expect, test } from 'vitest';
import { packHeader, packSerials } from './batch/outputs.js';
import { type AccountState, validateAccountState } from './core/account/account.js';
import { hashStatic, leafOf, padOf } from './core/account/leaf.js';
import { packUnits, packWord, unpackWord } from './core/account/packing.js';
import { hashTerms, packPricesExpiry } from './core/account/terms.js';
import { accessToken, computeDomain } from './core/domain.js';
import { fieldToHex, hexToField } from './core/field.js';
import { loadCrypto } from './core/hash/crypto.js';
import { compress, poseidon2Hash, poseidon2Permute, type Quad } from './core/hash/poseidon2.js';
import * as tags from './core/limits.js';
import { receiptMessage, verifyReceipt } from './core/receipt/receipt.js';
import { publicKeyOf } from './core/signature.js';
import { AccountTree } from './core/tree/AccountTree.js';
import { createMemoryNodeStore } from './core/tree/nodeStores.js';
import { emptyNodes, TREE_DEPTH } from './core/tree/nodes.js';
import type { Units } from './core/units.js';
import { packPayout, verifyWithdrawal, withdrawalMessage } from './core/withdrawal.js';

// The vectors that Noir, Solidity and TypeScript read alike, made by circuits/scripts.
const read = (name: string) =>
  JSON.parse(readFileSync(new URL(`../../circuits/vectors/${name}.json`, import.meta.url), 'utf8'));
const fields = (values: Hex[]) => values.map((value) => hexToField(value));
const point = ({ x, y }: { x: Hex; y: Hex }) => ({ x: hexToField(x), y: hexToField(y) });
const units = ([compute = '', storage = '', egress = '']: string[]): Units => ({
  computeUnitSeconds: BigInt(compute),
  storageGibHours: BigInt(storage),
  egressMib: BigInt(egress),
});

beforeAll(loadCrypto);

describe('hash', () => {
  const vectors = read('hash');

  test('default: sponge, permutation, compression', () => {
    expect(vectors.hash.length * vectors.permute.length * vectors.compress.length).toBeGreaterThan(0);
    for (const { input, output } of vectors.hash) expect(fieldToHex(poseidon2Hash(fields(input)))).toBe(output);
    for (const { input, output } of vectors.permute) {
      expect(poseidon2Permute(fields(input) as unknown as Quad).map(fieldToHex)).toEqual(output);
    }
    for (const { input, output } of vectors.compress) {
      const [a = 0n, b = 0n, c = 0n, d = 0n] = fields(input);
      expect(fieldToHex(compress(a, b, c, d))).toBe(output);
    }
  });
});

test('keys', () => {
  for (const { privateKey, publicKey } of read('keys'))
    expect(publicKeyOf(BigInt(privateKey))).toEqual(point(publicKey));
});

test('tags', () => {
  const pinned = read('tags');
  expect(fieldToHex(tags.RECEIPT_TAG)).toBe(pinned.receipt);
  expect(fieldToHex(tags.WITHDRAW_TAG)).toBe(pinned.withdraw);
  expect(fieldToHex(tags.ACCESS_TAG)).toBe(pinned.access);
  expect(fieldToHex(tags.PAD_TAG)).toBe(pinned.pad);
});

test('accounts', () => {
  const { salt, accounts } = read('account');
  for (const pinned of accounts) {
    const state: AccountState = {
      serial: pinned.serial,
      owner: point(pinned.owner),
      terms: {
        providerSerial: pinned.providerSerial,
        prices: units(pinned.prices),
        expiry: pinned.expiry,
        viewKey: hexToField(pinned.viewKey),
      },
      balance: BigInt(pinned.balance),
      counters: units(pinned.counters),
      nonce: pinned.nonce,
      blinding: hexToField(pinned.blinding),
    };
    expect(() => validateAccountState(state)).not.toThrow();
    expect(fieldToHex(packPricesExpiry(state.terms))).toBe(pinned.pricesExpiry);
    expect(fieldToHex(hashTerms(state.terms))).toBe(pinned.terms);
    expect(fieldToHex(hashStatic(state))).toBe(pinned.static);
    expect(hashStatic({ ...state, terms: hexToField(pinned.terms) })).toBe(hexToField(pinned.static));
    expect(fieldToHex(packWord(state))).toBe(pinned.word);
    const { balance, counters, nonce } = state;
    expect(unpackWord(hexToField(pinned.word))).toEqual({ balance, counters, nonce });
    expect(fieldToHex(leafOf(state))).toBe(pinned.leaf);
    const { viewKey } = state.terms;
    const pad = padOf({ viewKey, serial: state.serial, salt: hexToField(salt), slot: pinned.pad.slot });
    expect(fieldToHex(pad.blinding)).toBe(pinned.pad.blinding);
    expect(fieldToHex(pad.mask)).toBe(pinned.pad.mask);
    expect(accessToken({ viewKey, serial: state.serial })).toBe(pinned.access);
  }
});

test('receipts', () => {
  for (const pinned of read('receipt')) {
    const receipt = {
      domain: hexToField(pinned.domain),
      serial: pinned.serial as number,
      units: units(pinned.units),
      signature: pinned.signature,
    };
    expect(fieldToHex(packUnits(receipt.units))).toBe(pinned.unitsPacked);
    expect(fieldToHex(receiptMessage(receipt))).toBe(pinned.message);
    expect(verifyReceipt({ receipt, owner: point(pinned.publicKey) })).toBe(true);
  }
});

test('withdrawals', () => {
  for (const pinned of read('withdrawal')) {
    const domain = hexToField(pinned.domain);
    const { serial, nonce, signature } = pinned;
    const withdrawal = {
      serial,
      nonce,
      amount: BigInt(pinned.amount),
      recipient: pinned.recipient as Address,
      signature,
    };
    expect(fieldToHex(packPayout(withdrawal))).toBe(pinned.payout);
    expect(fieldToHex(withdrawalMessage({ domain, ...withdrawal }))).toBe(pinned.message);
    expect(verifyWithdrawal({ domain, withdrawal, owner: point(pinned.publicKey) })).toBe(true);
  }
});

test('tree', async () => {
  const { depth, empty, insertions } = read('tree');
  expect(depth).toBe(TREE_DEPTH);
  // Pinned by height, ours by level.
  expect([...emptyNodes()].reverse().map(fieldToHex)).toEqual(empty);
  const tree = new AccountTree(createMemoryNodeStore());
  for (const { serial, leaf, siblings, root } of insertions) {
    await tree.update(serial, hexToField(leaf));
    expect(fieldToHex(await tree.root())).toBe(root);
    const path = await tree.path(serial);
    expect(path.siblings.map((level) => level.map(fieldToHex))).toEqual(siblings);
  }
});

test('public inputs', () => {
  const { domain, header, serials } = read('publicInputs');
  expect(fieldToHex(computeDomain(domain))).toBe(domain.domain);
  const opens = Array.from({ length: header.openCount });
  expect(fieldToHex(packHeader({ ...header, opens }))).toBe(header.packed);
  expect(packSerials(serials.serials).map(fieldToHex)).toEqual(serials.packed);
});
