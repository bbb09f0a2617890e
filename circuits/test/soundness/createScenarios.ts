import { loadPrimitives } from '../../scripts/primitives.mjs';
import { createAccounts, NOW } from '../support/createBatchWorld.js';
import type { TestAccount } from '../support/TestAccount.js';
import { batchInputs, type Scenario } from '../support/TestBatch.js';
import type { BatchInputs } from './batchRules.js';
import { fromInputMap, SMALL_SHAPE } from './createLies.js';

const MOST_UNITS = (1n << 44n) - 1n;

/** Honest batches of the small shape that between them use every kind of slot in every way, each account in one slot. */
export async function createScenarios() {
  const primitives = await loadPrimitives();
  const { account, allowance, operator, provider, otherProvider, running, expired } = createAccounts(primitives);
  const keys = new Map<bigint, bigint>();
  const withKey = (each: TestAccount): TestAccount => {
    keys.set(each.owner.x, each.privateKey);
    return each;
  };
  const opened = [allowance(9, { blinding: 0n }), allowance(10, { blinding: 0n, balance: 5n })];
  const base = { domain: 123_456_789n, salt: 987_654_321n };
  const header = { now: NOW, feeBps: 250n, operatorSerial: 1n, firstSerial: 9n, openCount: 0n };
  const [first, second] = opened as [TestAccount, TestAccount];
  const none = [
    { account: first, active: false },
    { account: second, active: false },
  ];
  const earner = { ...account(20), balance: 900n, counters: [3n, 2n, 1n] as const, nonce: 4n };
  const full = allowance(22, {
    balance: 3n * MOST_UNITS + 12n,
    prices: [3n, 5n, (1n << 56n) - 1n],
    counters: [0n, MOST_UNITS, 7n],
    expiry: NOW + 1n,
    nonce: (1n << 24n) - 1n,
  });
  const rich = {
    ...account(23),
    balance: (1n << 88n) - 1n,
    counters: [MOST_UNITS, 0n, MOST_UNITS] as const,
    nonce: (1n << 24n) - 2n,
  };
  const beside = allowance(24, { prices: [2n, 0n, 9n], counters: [1n, 1n, 1n] });
  const forNothing = { ...beside, prices: [0n, 0n, 0n] as const };
  const free = allowance(21, { prices: [0n, 5n, 0n], balance: 3n, counters: [5n, 0n, MOST_UNITS] });
  const almost = { ...provider, balance: (1n << 88n) - 1n - 4n * MOST_UNITS, counters: [0n, MOST_UNITS, 0n] as const };

  const scenarios: Record<string, { accounts: TestAccount[]; scenario: Scenario }> = {
    /** Something in every slot. */
    busy: {
      accounts: [operator, provider, running, beside, earner],
      scenario: {
        ...base,
        header: { ...header, openCount: 1n },
        opens: [{ account: first }, { account: second, active: false }],
        settles: [
          { account: running, units: [201n, 0n, 10n] },
          { account: beside, units: [8n, 1n, 2n] },
        ],
        credits: [operator, provider],
        withdrawals: [{ account: earner, amount: 400n, recipient: 0xdeadn }],
      },
    },
    /** Nothing but refreshes, without an operator; credit slots too refresh allowances. */
    idle: {
      accounts: [running, beside, expired, otherProvider, earner],
      scenario: {
        ...base,
        header: { ...header, operatorSerial: 0n, feeBps: 0n },
        opens: none,
        settles: [
          { account: running, active: false },
          { account: beside, active: false },
        ],
        credits: [expired, otherProvider],
        withdrawals: [{ account: earner, active: false }],
      },
    },
    /** Everything at its limit: the last unit, the last base unit, the highest fee, the last second, the last nonce. */
    full: {
      accounts: [operator, almost, full, beside, rich],
      scenario: {
        ...base,
        header: { ...header, feeBps: 1000n, openCount: 2n },
        opens: [{ account: first }, { account: second }],
        settles: [
          { account: full, units: [MOST_UNITS, MOST_UNITS, 7n] },
          { account: beside, active: false },
        ],
        credits: [operator, almost],
        withdrawals: [{ account: rich, amount: (1n << 88n) - 1n, recipient: (1n << 160n) - 1n }],
      },
    },
    /** An allowance is left just when it has expired, and a settlement takes none of its balance. */
    leaving: {
      accounts: [operator, provider, free, forNothing, { ...expired, expiry: NOW }],
      scenario: {
        ...base,
        header,
        opens: none,
        settles: [
          { account: free, units: [12n, 0n, MOST_UNITS] },
          { account: forNothing, units: [3n, 1n, 1n] },
        ],
        credits: [operator, provider],
        withdrawals: [{ account: { ...expired, expiry: NOW }, amount: 1_000_000n, recipient: 7n }],
      },
    },
  };
  const inputs: Record<string, BatchInputs> = {};
  for (const [name, { accounts, scenario }] of Object.entries(scenarios)) {
    for (const each of [...accounts, ...opened]) withKey(each);
    inputs[name] = fromInputMap(batchInputs(primitives, SMALL_SHAPE, accounts, scenario));
  }
  return { primitives, inputs, keys };
}
