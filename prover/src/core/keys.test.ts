import {
  createWalletClient,
  type Hex,
  http,
  parseSignature,
  serializeCompactSignature,
  signatureToCompactSignature,
} from 'viem';
import { privateKeyToAccount } from 'viem/accounts';
import { beforeAll, describe, expect, test } from 'vitest';
import { FIELD_MODULUS } from './field.js';
import { loadCrypto } from './hash/crypto.js';
import { deriveAccountKey, deriveAllowanceKey, deriveResponderKey, deriveViewKey, KEY_MESSAGE } from './keys.js';
import { isOnCurve, publicKeyOf } from './signature.js';

// The first well-known development account of anvil.
const account = privateKeyToAccount('0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80');
const domain = 7n;

beforeAll(loadCrypto);

test('default: always the same key, which is pinned', async () => {
  const key = await deriveAccountKey(account);
  expect(key).toEqual(await deriveAccountKey(account));
  expect(key.publicKey).toEqual(publicKeyOf(key.privateKey));
  expect(isOnCurve(key.publicKey)).toBe(true);
  expect(key.publicKey.x).toMatchInlineSnapshot(
    `17843960710923572236276968163916911294520267375001760451577799487444976208417n`,
  );
});

test('behavior: a wallet client gives the same key as its account', async () => {
  const client = createWalletClient({ account, transport: http('http://127.0.0.1:1') });
  expect(await deriveAccountKey(client)).toEqual(await deriveAccountKey(account));
});

test('behavior: every way of writing the signature gives the same key', async () => {
  const signature = await account.signTypedData(KEY_MESSAGE);
  const expected = await deriveAccountKey(account);
  const compact = serializeCompactSignature(signatureToCompactSignature(parseSignature(signature)));
  const otherId = `${signature.slice(0, -2)}${signature.endsWith('1b') ? '00' : '01'}` as Hex;
  for (const form of [compact, otherId]) {
    expect(await deriveAccountKey({ signTypedData: async () => form })).toEqual(expected);
  }
});

test('error: a wallet that signs differently each time', async () => {
  const answers = [await account.signTypedData(KEY_MESSAGE), `0x${'11'.repeat(65)}` as Hex];
  const wallet = { signTypedData: async () => answers.shift() ?? '0x' } as const;
  await expect(deriveAccountKey(wallet)).rejects.toMatchObject({ code: 'key/wallet-not-deterministic', facts: {} });
});

test.each(['0x', '0x1234', `0x${'00'.repeat(65)}`, `0x${'ff'.repeat(65)}`, 'no hex'] as Hex[])(
  'error: a signature that is none (%s)',
  async (signature) => {
    const wallet = { signTypedData: async () => signature };
    await expect(deriveAccountKey(wallet)).rejects.toMatchObject({ code: 'key/bad-wallet-signature' });
  },
);

describe('derived keys', () => {
  const root = 123456789n;

  test('default: differ by index, deployment, root and purpose', () => {
    const keys = [
      deriveAllowanceKey({ root, index: 0, domain }).privateKey,
      deriveAllowanceKey({ root, index: 1, domain }).privateKey,
      deriveAllowanceKey({ root, index: 0, domain: 8n }).privateKey,
      deriveAllowanceKey({ root: root + 1n, index: 0, domain }).privateKey,
      deriveViewKey({ root, index: 0, domain }),
      deriveViewKey({ root, index: 1, domain }),
      root,
    ];
    expect(new Set(keys).size).toBe(keys.length);
    expect(deriveViewKey({ root, index: 0, domain })).toBeLessThan(FIELD_MODULUS);
  });

  test('behavior: stays the same, which is pinned', () => {
    expect(deriveAllowanceKey({ root, index: 0, domain }).privateKey).toMatchInlineSnapshot(
      `7948117672848817668763112952031159735059347021052131213717505142266929305057n`,
    );
    expect(deriveViewKey({ root, index: 0, domain })).toMatchInlineSnapshot(
      `6078577713969592644918235146982471404224644024365793118693463342105122500880n`,
    );
  });

  test.each([-1, 1.5, 2 ** 32, Number.NaN])('error: index %s', (index) => {
    expect(() => deriveViewKey({ root, index, domain })).toThrow(expect.objectContaining({ code: 'key/bad-index' }));
  });

  test('error: a root out of range is never named', () => {
    expect(() => deriveAllowanceKey({ root: 0n, index: 0, domain })).toThrow(
      expect.objectContaining({ code: 'key/out-of-range', facts: expect.not.objectContaining({ given: 0n }) }),
    );
  });
});

describe('deriveResponderKey', () => {
  const parameters = { root: 12345n, index: 0, domain: 7n };

  test('default: always the same key, which is pinned', () => {
    expect(privateKeyToAccount(deriveResponderKey(parameters)).address).toMatchInlineSnapshot(
      `"0x868d273ff8ACf30602fA9B7D7a803b9557A963D3"`,
    );
  });

  test('behavior: another root, index or deployment gives another key', () => {
    const keys = [
      parameters,
      { ...parameters, root: 12346n },
      { ...parameters, index: 1 },
      { ...parameters, domain: 8n },
    ].map(deriveResponderKey);
    expect(new Set(keys).size).toBe(4);
  });

  test('error: bad root, bad index', () => {
    const codeOf = (change: object): unknown => {
      try {
        return deriveResponderKey({ ...parameters, ...change });
      } catch (error) {
        return (error as { code?: unknown }).code;
      }
    };
    expect(codeOf({ root: 0n })).toBe('key/out-of-range');
    expect(codeOf({ index: -1 })).toBe('key/bad-index');
  });
});
