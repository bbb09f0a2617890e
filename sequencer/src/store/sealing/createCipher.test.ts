import { expect, test } from 'vitest';
import { createCipher } from './createCipher.js';

const [first, second] = [Buffer.alloc(32, 1), Buffer.alloc(32, 2)];
const plain = Buffer.from('the view key');

test('default: what was sealed is opened again, and each time looks different', () => {
  const cipher = createCipher([first]);
  const [one, other] = [cipher.seal('accounts:7', plain), cipher.seal('accounts:7', plain)];
  expect(cipher.open('accounts:7', one)).toEqual(plain);
  expect(one.equals(other)).toBe(false);
  expect(one.includes(plain)).toBe(false);
  expect(one).toHaveLength(plain.length + 33);
});

test('behavior: a replaced key opens what it sealed, the new one seals', () => {
  const old = createCipher([first]);
  const both = createCipher([second, first]);
  const sealed = old.seal('accounts:7', plain);
  expect(both.open('accounts:7', sealed)).toEqual(plain);
  expect(both.isCurrent(sealed)).toBe(false);
  expect(both.isCurrent(both.seal('accounts:7', plain))).toBe(true);
  expect(both.keyId).not.toBe(old.keyId);
});

test('error: a value of another row, or changed anywhere, is refused', () => {
  const cipher = createCipher([first]);
  const sealed = cipher.seal('accounts:7', plain);
  expect(() => cipher.open('accounts:8', sealed)).toThrow(expect.objectContaining({ code: 'sequencer/store-corrupt' }));
  for (const at of [0, 8, 20, sealed.length - 1]) {
    const changed = Buffer.from(sealed);
    changed.writeUInt8(changed.readUInt8(at) ^ 1, at);
    expect(() => cipher.open('accounts:7', changed), `${at}`).toThrow(
      expect.objectContaining({ code: 'sequencer/store-corrupt' }),
    );
  }
  expect(() => cipher.open('accounts:7', sealed.subarray(0, 10))).toThrow(
    expect.objectContaining({ code: 'sequencer/store-corrupt' }),
  );
});

test('error: another key is named by its id, and never shown', () => {
  const sealed = createCipher([first]).seal('accounts:7', plain);
  const other = createCipher([second]);
  expect(() => other.open('accounts:7', sealed)).toThrow(
    expect.objectContaining({
      code: 'sequencer/wrong-store-key',
      facts: { field: 'storeKey', given: other.keyId, expected: createCipher([first]).keyId },
    }),
  );
});

test('error: keys that are none', () => {
  for (const keys of [[], [Buffer.alloc(31)], [first, Buffer.alloc(33)]]) {
    expect(() => createCipher(keys)).toThrow(expect.objectContaining({ code: 'sequencer/bad-config' }));
  }
});
