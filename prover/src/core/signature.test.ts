import { beforeAll, describe, expect, test } from 'vitest';
import { ENGINES } from '../../test-support/ENGINES.js';
import { FIELD_MODULUS, fieldToHex, GRUMPKIN_ORDER } from './field.js';
import { crypto } from './hash/crypto.js';
import { isOnCurve, publicKeyOf, signField, verifyField } from './signature.js';

const privateKey = 0xabcdefn;
const message = 42n;

describe.each(ENGINES)('$name', ({ startEngine }) => {
  beforeAll(async () => {
    crypto.engine = await startEngine();
  });

  test('default', () => {
    const publicKey = publicKeyOf(privateKey);
    const signature = signField({ message, privateKey });
    expect(isOnCurve(publicKey)).toBe(true);
    expect(verifyField({ message, publicKey, signature })).toBe(true);
    expect(verifyField({ message: 43n, publicKey, signature })).toBe(false);
    expect(verifyField({ message, publicKey: publicKeyOf(2n), signature })).toBe(false);
  });

  test('behavior: the generator of Grumpkin is the key of 1', () => {
    expect(publicKeyOf(1n)).toEqual({ x: 1n, y: 17631683881184975370165255887551781615748388533673675138860n });
  });

  test('behavior: signatures differ each time and hold all the same', () => {
    const [a, b] = [signField({ message, privateKey }), signField({ message, privateKey })];
    expect(a).not.toEqual(b);
  });

  test('behavior: another way of writing a good signature is no good signature', () => {
    const publicKey = publicKeyOf(privateKey);
    const { s, e } = signField({ message, privateKey });
    const zero = fieldToHex(0n);
    const changed = [
      { s: fieldToHex(BigInt(s) + GRUMPKIN_ORDER), e },
      { s: fieldToHex(GRUMPKIN_ORDER - BigInt(s)), e },
      { s, e: fieldToHex(BigInt(e) + FIELD_MODULUS) },
      { s: zero, e },
      { s, e: zero },
      { s: e, e: s },
      { s: '0x' as const, e },
      { s: `${s}00` as const, e },
    ];
    for (const signature of changed) expect(verifyField({ message, publicKey, signature })).toBe(false);
  });

  test('behavior: keys off the curve or out of range verify nothing', () => {
    const signature = signField({ message, privateKey });
    const { x, y } = publicKeyOf(privateKey);
    for (const publicKey of [
      { x, y: y + 1n },
      { x: 0n, y: 0n },
      { x: x + FIELD_MODULUS, y },
      { x, y: -y },
    ]) {
      expect(isOnCurve(publicKey)).toBe(false);
      expect(verifyField({ message, publicKey, signature })).toBe(false);
    }
  });

  test.each([0n, -1n, GRUMPKIN_ORDER])('error: private key %s', (key) => {
    for (const call of [() => publicKeyOf(key), () => signField({ message, privateKey: key })]) {
      expect(call).toThrow(expect.objectContaining({ code: 'key/out-of-range' }));
    }
  });

  test('error: a message that is no field element', () => {
    const signature = signField({ message, privateKey });
    const code = 'crypto/not-a-field-element';
    expect(() => signField({ message: FIELD_MODULUS, privateKey })).toThrow(expect.objectContaining({ code }));
    expect(() => verifyField({ message: FIELD_MODULUS, publicKey: publicKeyOf(1n), signature })).toThrow(
      expect.objectContaining({ code }),
    );
  });
});
