import { loadCrypto, publicKeyOf, signReceipt, ZERO_UNITS } from '@tallystick/prover/core';
import { beforeAll, expect, test } from 'vitest';
import { createReceiptVerifier } from './createReceiptVerifier.js';

beforeAll(() => loadCrypto());

const privateKey = 1234n;

function item(serial: number, { isForged = false } = {}) {
  const units = { ...ZERO_UNITS, egressMib: BigInt(serial) };
  const receipt = signReceipt({ domain: 7n, serial, units, privateKey: isForged ? privateKey + 1n : privateKey });
  return { receipt, owner: publicKeyOf(privateKey) };
}

test('behavior: each of many has its own answer, forged, malformed and out of range ones are false', async () => {
  const failures: unknown[] = [];
  const { verify, close } = createReceiptVerifier({ onFailure: (error) => failures.push(error) });
  const items = Array.from({ length: 200 }, (_, index) => item(index + 1, { isForged: index % 3 === 0 }));
  const { receipt, owner } = item(201);
  const bad = [
    { receipt: { ...receipt, serial: 202 }, owner },
    { receipt: { ...receipt, signature: { ...receipt.signature, s: '0x00' } }, owner },
    { receipt: { ...receipt, units: { ...receipt.units, egressMib: 1n << 64n } }, owner },
    { receipt, owner: { x: 1n, y: 1n } },
  ] as const;
  const answers = await Promise.all([...items, ...bad].map(verify));
  expect(answers).toEqual([...items.map((_, index) => index % 3 !== 0), false, false, false, false]);
  expect(failures).toEqual([]);
  await close();
});

test('behavior: when the thread is gone, this one verifies; nothing is refused for it', async () => {
  const failures: unknown[] = [];
  const { verify, close } = createReceiptVerifier({ onFailure: (error) => failures.push(error) });
  expect(await verify(item(1))).toBe(true);
  const [first, forged] = [verify(item(2)), verify(item(3, { isForged: true }))];
  // What is under way fails with its thread.
  await close();
  expect(await Promise.all([first, forged, verify(item(4)), verify(item(5, { isForged: true }))])).toEqual([
    true,
    false,
    true,
    false,
  ]);
  expect(failures).toHaveLength(1);
});
