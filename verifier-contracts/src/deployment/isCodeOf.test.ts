import type { Hex } from 'viem';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Anvil, startAnvil } from '../../test-support/startAnvil.js';
import { rollupRuntime } from '../generated/Rollup.js';
import { deployRollup } from './deployRollup.js';
import { deployTestToken } from './deployTestToken.js';
import { isCodeOf } from './isCodeOf.js';

const owner = { x: 1n, y: 17631683881184975370165255887551781615748388533673675138860n };
/** TEST DOUBLE: creates a contract of ten bytes that answers true to every call. */
const alwaysTrue = '0x69600160005260206000f3600052600a6016f3';

let anvil: Anvil;
let codes: { rollup: Hex; other: Hex; accessManager: Hex };
beforeAll(async () => {
  anvil = await startAnvil();
  const clients = anvil.clients(0);
  const token = await deployTestToken(clients);
  const shape = {
    id: 1,
    name: 'one',
    opens: 1,
    settles: 1,
    credits: 2,
    withdrawals: 1,
    verifierBytecode: alwaysTrue,
  } as const;
  const operator = { address: clients.walletClient.account.address, owner, terms: 9n };
  const codeAt = async (address: Hex): Promise<Hex> => (await clients.publicClient.getCode({ address })) ?? '0x';
  const deploy = (refundDelaySeconds: number) =>
    deployRollup({ ...clients, token, shapes: [shape], operator, refundDelaySeconds });
  const [first, second] = [await deploy(3600), await deploy(7200)];
  codes = {
    rollup: await codeAt(first.rollup),
    other: await codeAt(second.rollup),
    accessManager: await codeAt(first.accessManager),
  };
});
afterAll(() => anvil?.stop());

/** The code with one byte changed. */
const changed = (code: Hex, at: number): Hex => {
  const place = 2 + 2 * at;
  const byte = (Number.parseInt(code.slice(place, place + 2), 16) ^ 1).toString(16).padStart(2, '0');
  return `${code.slice(0, place)}${byte}${code.slice(place + 2)}` as Hex;
};

test("default: this package's contracts, with whatever values they were made", () => {
  expect(codes.rollup).not.toBe(codes.other);
  expect(isCodeOf('rollup', codes.rollup)).toBe(true);
  expect(isCodeOf('rollup', codes.other)).toBe(true);
  expect(isCodeOf('accessManager', codes.accessManager)).toBe(true);
});

test('behavior: nothing but the values of the constructor may differ, to the byte', () => {
  const [[start, length]] = rollupRuntime.immutables;
  expect(isCodeOf('rollup', changed(codes.rollup, start))).toBe(true);
  for (const at of [0, start - 1, start + length, codes.rollup.length / 2 - 2]) {
    expect(isCodeOf('rollup', changed(codes.rollup, at)), `${at}`).toBe(false);
  }
  for (const code of ['0x', `${codes.rollup}00`, codes.rollup.slice(0, -2), codes.accessManager] as Hex[]) {
    expect(isCodeOf('rollup', code)).toBe(false);
  }
});
