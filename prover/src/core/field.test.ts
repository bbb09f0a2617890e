import { expect, test } from 'vitest';
import {
  bytesToField,
  FIELD_MODULUS,
  fieldToBytes,
  fieldToHex,
  hexToField,
  isFieldElement,
  randomField,
  toField,
} from './field.js';

const VALUES = [0n, 1n, 255n, 256n, 1n << 128n, FIELD_MODULUS - 1n];

test('default: bytes and hex go both ways', () => {
  for (const value of VALUES) {
    expect(toField(value)).toBe(value);
    expect(fieldToBytes(value)).toHaveLength(32);
    expect(bytesToField(fieldToBytes(value))).toBe(value);
    expect(fieldToHex(value)).toMatch(/^0x[0-9a-f]{64}$/);
    expect(hexToField(fieldToHex(value))).toBe(value);
  }
  expect(bytesToField(new Uint8Array())).toBe(0n);
  expect(isFieldElement(randomField())).toBe(true);
});

test.each([FIELD_MODULUS, -1n, 1, '1', null, undefined])('error: %s is no field element', (value) => {
  expect(() => toField(value, 'salt')).toThrow(
    expect.objectContaining({ code: 'crypto/not-a-field-element', facts: expect.objectContaining({ field: 'salt' }) }),
  );
});

test.each(['0x', '1', `0x${'f'.repeat(64)}`, `0x${'0'.repeat(63)}`, `${'0'.repeat(64)}`, 5])('error: hex %s', (hex) => {
  expect(() => hexToField(hex)).toThrow(expect.objectContaining({ code: 'crypto/not-a-field-element' }));
});

test('behavior: an error never holds the value', () => {
  const secret = FIELD_MODULUS + 123456789n;
  for (const call of [() => toField(secret), () => hexToField(fieldToHex(secret))]) {
    expect(call).toThrow(expect.not.objectContaining({ message: expect.stringContaining('123456789') }));
    try {
      call();
    } catch (error) {
      expect(JSON.stringify(error)).not.toContain(secret.toString());
    }
  }
});
