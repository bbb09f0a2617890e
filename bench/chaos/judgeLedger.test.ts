import { type Units, ZERO_UNITS } from '@tallystick/prover/core';
import { expect, test } from 'vitest';
import { type JudgeLedgerParameters, judgeLedger } from './judgeLedger.js';

const RECIPIENT = '0x00000000000000000000000000000000000000Aa';
const units = (computeUnitSeconds: bigint): Units => ({ ...ZERO_UNITS, computeUnitSeconds });

/** An allowance of 1,000,000 that has used 7 units of 10,000 each, 1 % of which is the operator's; the provider has taken 9,000 out. */
function settled(): JudgeLedgerParameters {
  const terms = { expiry: 0, viewKey: 1n };
  const prices = { ...ZERO_UNITS, computeUnitSeconds: 10_000n };
  return {
    feeBps: 100,
    operatorSerial: 1,
    ledger: {
      providers: [
        {
          serial: 2,
          terms: { ...terms, providerSerial: 0, prices: ZERO_UNITS },
          withdrawals: [{ recipient: RECIPIENT, amount: 9000n }],
        },
      ],
      allowances: [
        {
          serial: 3,
          terms: { ...terms, providerSerial: 2, prices },
          deposit: 1_000_000n,
          receipts: [units(2n), units(5n), units(7n)],
        },
      ],
    },
    accounts: new Map([
      [1, { balance: 700n, counters: ZERO_UNITS, nonce: 0 }],
      [2, { balance: 69_300n - 9000n, counters: units(7n), nonce: 1 }],
      [3, { balance: 930_000n, counters: units(7n), nonce: 0 }],
    ]),
    credited: new Map([[RECIPIENT.toLowerCase(), 9000n]]),
  };
}
const with_ = (changes: Partial<JudgeLedgerParameters>) => judgeLedger({ ...settled(), ...changes });
const accountsWith = (serial: number, change: { balance?: bigint; counters?: Units; nonce?: number }) => {
  const accounts = new Map(settled().accounts);
  const before = accounts.get(serial) ?? { balance: 0n, counters: ZERO_UNITS, nonce: 0 };
  return accounts.set(serial, { ...before, ...change });
};

test('default: everything acknowledged is there, to the unit', () => {
  expect(judgeLedger(settled())).toEqual({ acknowledged: 6, settled: 6, lost: 0, twice: 0, problems: [] });
});

test('behavior: receipts after the last settled one are lost, and nothing else is wrong where the money follows', () => {
  const accounts = new Map([
    [1, { balance: 500n, counters: ZERO_UNITS, nonce: 0 }],
    [2, { balance: 49_500n - 9000n, counters: units(5n), nonce: 1 }],
    [3, { balance: 950_000n, counters: units(5n), nonce: 0 }],
  ]);
  expect(with_({ accounts })).toMatchObject({ settled: 5, lost: 1, twice: 0 });
});

test('behavior: a withdrawal that was never credited is lost', () => {
  const accounts = accountsWith(2, { balance: 69_300n, nonce: 0 });
  expect(with_({ accounts, credited: new Map() })).toMatchObject({ settled: 5, lost: 1, twice: 0 });
});

test('behavior: an account that was acknowledged and never opened is lost with its receipts', () => {
  const accounts = new Map([
    [1, { balance: 0n, counters: ZERO_UNITS, nonce: 0 }],
    [2, { balance: 0n, counters: ZERO_UNITS, nonce: 0 }],
  ]);
  expect(with_({ accounts, credited: new Map() })).toMatchObject({ settled: 1, lost: 5, twice: 0 });
});

test('behavior: one token base unit or one unit too many anywhere is found', () => {
  expect(with_({ accounts: accountsWith(3, { balance: 929_999n }) }).twice).toBe(1);
  expect(with_({ accounts: accountsWith(2, { balance: 60_301n }) }).twice).toBe(1);
  expect(with_({ accounts: accountsWith(1, { balance: 701n }) }).twice).toBe(1);
  expect(with_({ accounts: accountsWith(2, { nonce: 2 }) }).twice).toBe(1);
  expect(with_({ accounts: accountsWith(2, { counters: units(8n) }) }).twice).toBe(1);
  expect(with_({ credited: new Map([[RECIPIENT.toLowerCase(), 18_000n]]) }).twice).toBe(1);
  // More than was ever signed, even if the money follows.
  const more = new Map([
    [1, { balance: 800n, counters: ZERO_UNITS, nonce: 0 }],
    [2, { balance: 79_200n - 9000n, counters: units(8n), nonce: 1 }],
    [3, { balance: 920_000n, counters: units(8n), nonce: 0 }],
  ]);
  expect(with_({ accounts: more })).toMatchObject({ lost: 0, twice: 1 });
});
