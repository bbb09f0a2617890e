import { type AccountState, amountOwed, UNIT_KEYS, type Units, ZERO_UNITS } from '@tallystick/prover/core';
import type { Address } from 'viem';
import type { Ledger } from './Ledger.js';

export type JudgeLedgerParameters = {
  ledger: Ledger;
  feeBps: number;
  operatorSerial: number;
  /** Accounts as L1 has them, by serial; none where no batch has opened it. */
  accounts: ReadonlyMap<number, Pick<AccountState, 'balance' | 'counters' | 'nonce'>>;
  /** Token base units credited on L1, by recipient in lower case. */
  credited: ReadonlyMap<string, bigint>;
};

export type Verdict = {
  /** Accounts, receipts and withdrawals that the sequencer acknowledged. */
  acknowledged: number;
  /** Those of them that are final on L1: the account opened, the receipt or a later one settled, the withdrawal credited. */
  settled: number;
  lost: number;
  /** Balances that aren't what settling exactly once gives. */
  twice: number;
  /** Says of each what is wrong. */
  problems: string[];
};

const NONE = { balance: 0n, counters: ZERO_UNITS, nonce: 0 };

/**
 * Holds what L1 says to what was acknowledged: everything is there, and nothing was taken or given but for that, to the unit. The fee of a
 * receipt has to come out even, as it does where every price is a multiple of 10,000: it is rounded down at each settlement, and which
 * receipts were settled by a later one nobody knows.
 */
export function judgeLedger({ ledger, feeBps, operatorSerial, accounts, credited }: JudgeLedgerParameters): Verdict {
  const problems: string[] = [];
  let lost = 0;
  let twice = 0;
  let acknowledged = 0;

  const lose = (count: number, problem: string): void => {
    lost += count;
    problems.push(problem);
  };
  const hold = (what: string, given: bigint | number, expected: bigint | number): void => {
    if (BigInt(given) === BigInt(expected)) return;
    twice++;
    problems.push(`${what}: ${given}, expected ${expected}`);
  };

  const earned = new Map<number, { amount: bigint; units: Units }>();
  let fees = 0n;
  for (const { serial, terms, deposit, receipts } of ledger.allowances) {
    acknowledged += 1 + receipts.length;
    const { balance, counters, nonce } = accounts.get(serial) ?? NONE;
    if (!accounts.has(serial)) lose(1, `allowance ${serial} is not in the tree`);
    const missing = receipts.filter((units) => UNIT_KEYS.some((key) => units[key] > counters[key]));
    if (missing.length > 0) lose(missing.length, `allowance ${serial}: ${missing.length} receipts are not settled`);
    const last = receipts.at(-1) ?? ZERO_UNITS;
    for (const key of UNIT_KEYS) {
      if (counters[key] > last[key]) hold(`allowance ${serial}, ${key}`, counters[key], last[key]);
    }
    const amount = amountOwed({ from: ZERO_UNITS, to: counters, prices: terms.prices });
    if (accounts.has(serial)) hold(`allowance ${serial}, balance`, balance, deposit - amount);
    hold(`allowance ${serial}, nonce`, nonce, 0);
    const fee = (amount * BigInt(feeBps)) / 10_000n;
    fees += fee;
    const { providerSerial } = terms;
    const before = earned.get(providerSerial) ?? { amount: 0n, units: ZERO_UNITS };
    earned.set(providerSerial, { amount: before.amount + amount - fee, units: add(before.units, counters) });
  }

  for (const { serial, withdrawals } of ledger.providers) {
    acknowledged += 1 + withdrawals.length;
    const { balance, counters, nonce } = accounts.get(serial) ?? NONE;
    if (!accounts.has(serial)) lose(1, `provider ${serial} is not in the tree`);
    const of = (recipient: Address) => credited.get(recipient.toLowerCase()) ?? 0n;
    const missing = withdrawals.filter(({ recipient }) => of(recipient) === 0n);
    if (missing.length > 0) lose(missing.length, `provider ${serial}: ${missing.length} withdrawals are not credited`);
    let paid = 0n;
    for (const { recipient, amount } of withdrawals) {
      const given = of(recipient);
      paid += given === 0n ? 0n : amount;
      if (given !== 0n) hold(`withdrawal to ${recipient}`, given, amount);
    }
    const { amount, units } = earned.get(serial) ?? { amount: 0n, units: ZERO_UNITS };
    hold(`provider ${serial}, balance`, balance, amount - paid);
    for (const key of UNIT_KEYS) hold(`provider ${serial}, ${key}`, counters[key], units[key]);
    hold(`provider ${serial}, nonce`, nonce, withdrawals.length - missing.length);
  }
  hold('operator, balance', (accounts.get(operatorSerial) ?? NONE).balance, fees);
  return { acknowledged, settled: acknowledged - lost, lost, twice, problems };
}

function add(a: Units, b: Units): Units {
  return {
    computeUnitSeconds: a.computeUnitSeconds + b.computeUnitSeconds,
    storageGibHours: a.storageGibHours + b.storageGibHours,
    egressMib: a.egressMib + b.egressMib,
  };
}
