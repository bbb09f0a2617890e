import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { loadPrimitives, mod, ORDER } from '../scripts/primitives.mjs';
import { limbs } from './support/limbs.js';
import { testProgram } from './support/testProgram.js';
import { vectors } from './support/vectors.js';

const hex = (value: bigint) => `0x${value.toString(16).padStart(64, '0')}`;

describe('vectors', () => {
  test('behavior: they are what bb.js gives', () => {
    const script = fileURLToPath(new URL('../scripts/vectors.mjs', import.meta.url));
    expect(execFileSync(process.execPath, [script, '--check'], { encoding: 'utf8' })).toContain('agree with bb.js');
  });
});

describe('noir/lib', () => {
  test('behavior: sponge, compression and permutation agree with the vectors', async () => {
    const run = await testProgram('hash');
    const { hash, compress, permute, challengeDst } = vectors('hash');
    const [one, two, three, four, five, seven] = hash.map(({ input }) => input);
    for (const [i, { input, output }] of compress.entries()) {
      const lanes = { lanes: input, one, two, three, four, five, seven };
      expect(await run(lanes as Parameters<typeof run>[0])).toEqual({
        sponge: hash.map((sample) => sample.output),
        compressed: output,
        permuted: permute[i]?.output,
        challenge_dst: challengeDst,
      });
    }
  });

  describe('account', () => {
    const { salt, accounts } = vectors('account');
    const [sample] = accounts;
    if (sample === undefined) throw new Error('no accounts among the vectors');
    const inputs = (account: typeof sample) => ({
      account: {
        owner: [account.owner.x, account.owner.y],
        provider_serial: String(account.providerSerial),
        prices: account.prices,
        packed_prices: String(account.prices.reduce((sum, price, i) => sum | (BigInt(price) << BigInt(56 * i)), 0n)),
        expiry: String(account.expiry),
        view_key: account.viewKey,
        balance: account.balance,
        counters: account.counters,
        nonce: String(account.nonce),
        blinding: account.blinding,
        serial: String(account.serial),
      },
      salt,
      slot: String(account.pad.slot),
    });

    test('behavior: terms, static, word, leaf and pad agree with the vectors', async () => {
      const run = await testProgram('account');
      for (const account of accounts) {
        expect(await run(inputs(account)), account.name).toEqual({
          prices_expiry: account.pricesExpiry,
          terms: account.terms,
          static_hash: account.static,
          word: account.word,
          leaf: account.leaf,
          pad: [account.pad.blinding, account.pad.mask],
        });
      }
    });

    test('error: a field one bit too wide', async () => {
      const run = await testProgram('account');
      const valid = inputs(sample);
      const tooWide: [string, Partial<typeof valid.account>][] = [
        ['price', { prices: [String(1n << 56n), '0', '0'], packed_prices: String(1n << 56n) }],
        ['packed prices', { packed_prices: String(1n << 168n) }],
        ['expiry', { expiry: String(1n << 48n) }],
        ['balance', { balance: String(1n << 88n) }],
        ['counter', { counters: ['0', '0', String(1n << 44n)] }],
        ['nonce', { nonce: String(1n << 24n) }],
      ];
      await run(valid);
      for (const [what, change] of tooWide) {
        await expect(run({ ...valid, account: { ...valid.account, ...change } }), what).rejects.toThrow(
          /assert_max_bit_size|Cannot satisfy/,
        );
      }
    });
  });

  describe('tree', () => {
    const { insertions, empty, depth } = vectors('tree');
    const walks = insertions.map(({ serial, leaf, siblings, root }, i) => {
      const digits = siblings.map((_, level) => Math.floor(serial / 4 ** level) % 4);
      // The last insertion writes a place for the second time.
      const old = insertions.slice(0, i).findLast((earlier) => earlier.serial === serial)?.leaf ?? (empty[0] as string);
      return { digits, old, leaf, siblings, root, oldRoot: insertions[i - 1]?.root ?? empty[depth] };
    });
    const inputs = async ({ digits, old, leaf, siblings }: (typeof walks)[number]) => {
      const { compress } = await loadPrimitives();
      let node = BigInt(old);
      const path = siblings.map((level, i) => {
        const family = level.map((sibling) => BigInt(sibling));
        family.splice(digits[i] ?? 0, 0, node);
        node = compress(family);
        return family.map(hex);
      });
      return { path, digits: digits.map(String), old_leaf: old, new_leaf: leaf };
    };

    test('behavior: old and new roots agree with the vectors', async () => {
      const run = await testProgram('tree');
      for (const walk of walks) {
        expect(await run(await inputs(walk))).toEqual([walk.oldRoot, walk.root, empty[depth], empty[depth], empty[3]]);
      }
    });

    test('error: a path that does not hold the old leaf, a digit that is none', async () => {
      const run = await testProgram('tree');
      const walk = walks[2];
      if (walk === undefined) throw new Error('no insertion among the vectors');
      const valid = await inputs(walk);
      await expect(run({ ...valid, old_leaf: '1' })).rejects.toThrow('path does not lead to the old node');
      await expect(run({ ...valid, digits: ['4', ...valid.digits.slice(1)] })).rejects.toThrow('path digit');
    });
  });

  describe('signature', () => {
    const blank = { domain: '0', serial: '0', units: ['0', '0', '0'], nonce: '0', amount: '0', recipient: '0' };
    const [receipt] = vectors('receipt');
    if (receipt === undefined) throw new Error('no receipt among the vectors');
    const signed = (vector: Pick<typeof receipt, 'message' | 'publicKey' | 'signature'>) => ({
      ...blank,
      message: vector.message,
      public_key: [vector.publicKey.x, vector.publicKey.y],
      s: limbs(BigInt(vector.signature.s)),
      e: limbs(BigInt(vector.signature.e)),
    });

    test('behavior: receipts agree with the vectors', async () => {
      const run = await testProgram('signature');
      for (const vector of vectors('receipt')) {
        const { domain, serial, units } = vector;
        const result = await run({ ...signed(vector), domain, serial: String(serial), units });
        expect(result).toMatchObject({ receipt: vector.message, difference: hex(0n) });
      }
    });

    test('behavior: withdrawals agree with the vectors', async () => {
      const run = await testProgram('signature');
      for (const vector of vectors('withdrawal')) {
        const { domain, serial, nonce, amount, recipient, payout, message } = vector;
        const result = await run({
          ...signed(vector),
          ...{ domain, serial: String(serial), nonce: String(nonce), amount, recipient },
        });
        expect(result).toMatchObject({ payout, withdrawal: message, difference: hex(0n) });
      }
    });

    test('behavior: accepts and refuses what bb.js accepts and refuses', async () => {
      const run = await testProgram('signature');
      const { verify, publicKey, sign } = await loadPrimitives();
      const point = { x: BigInt(receipt.publicKey.x), y: BigInt(receipt.publicKey.y) };
      const message = BigInt(receipt.message);
      const signature = { s: BigInt(receipt.signature.s), e: BigInt(receipt.signature.e) };
      const other = sign({ message, privateKey: 3n, nonce: 5n });
      const cases = [
        { message, publicKey: point, signature },
        { message: mod(message + 1n), publicKey: point, signature },
        { message, publicKey: publicKey(3n), signature },
        { message, publicKey: publicKey(3n), signature: other },
        { message, publicKey: point, signature: { ...signature, s: mod(signature.s + 1n, ORDER) } },
        { message, publicKey: point, signature: { ...signature, e: signature.e + 1n } },
        { message, publicKey: point, signature: { s: signature.e, e: signature.s % (ORDER - 1n) } },
      ];
      for (const sample of cases) {
        const { x, y } = sample.publicKey;
        const result = (await run({
          ...blank,
          message: hex(sample.message),
          public_key: [hex(x), hex(y)],
          s: limbs(sample.signature.s),
          e: limbs(sample.signature.e),
        })) as { difference: string };
        expect(BigInt(result.difference) === 0n).toBe(verify(sample));
      }
    });

    test('error: a nonce commitment at infinity, which bb.js refuses as well', async () => {
      const run = await testProgram('signature');
      const { verify, publicKey, hash, challengeDst } = await loadPrimitives();
      const privateKey = 12345n;
      const point = publicKey(privateKey);
      const message = 7n;
      const e = hash([challengeDst, 0n, point.x, point.y, message]);
      const signature = { s: mod(-e * privateKey, ORDER), e };
      expect(verify({ message, publicKey: point, signature })).toBe(false);
      const inputs = {
        ...blank,
        message: '7',
        public_key: [hex(point.x), hex(point.y)],
        s: limbs(signature.s),
        e: limbs(e),
      };
      await expect(run(inputs)).rejects.toThrow('nonce commitment at infinity');
    });

    test('error: a scalar beyond the order of the group, a key off the curve', async () => {
      const run = await testProgram('signature');
      const valid = signed(receipt);
      await expect(run({ ...valid, s: limbs(BigInt(receipt.signature.s) + ORDER) })).rejects.toThrow();
      await expect(run({ ...valid, public_key: [receipt.publicKey.x, hex(1n)] })).rejects.toThrow();
    });
  });
});
