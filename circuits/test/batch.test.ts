import type { InputMap } from '@noir-lang/noir_js';
import { describe, expect, test } from 'vitest';
import { createBatchWorld, NOW } from './support/createBatchWorld.js';
import type { Triple } from './support/TestAccount.js';
import { packHeader, type Scenario } from './support/TestBatch.js';

const RANGE = /assert_max_bit_size/;
const LEAF = 'published leaf';
const { shape, world, execute, baseScenario, inputsOf, settling, withdrawing } = await createBatchWorld();

describe('batch', () => {
  test('default: every kind of slot', async () => {
    await expect(execute(inputsOf(baseScenario()))).resolves.toBeDefined();
  });

  test('behavior: an idle batch refreshes accounts of any kind', async () => {
    const { operator, provider, otherProvider, running, expired } = world;
    const scenario: Scenario = {
      ...baseScenario(),
      header: { now: NOW, feeBps: 0n, operatorSerial: 1n, firstSerial: 9n, openCount: 0n },
      opens: [
        { account: running, active: false },
        { account: running, active: false },
      ],
      settles: [running, otherProvider, expired, running].map((account) => ({ account, active: false })),
      credits: [operator, provider],
      withdrawals: [{ account: running, active: false }],
    };
    await expect(execute(inputsOf(scenario))).resolves.toBeDefined();
  });

  test('behavior: one account in three slots', async () => {
    const { running } = world;
    const scenario = baseScenario();
    scenario.settles[1] = { account: running, units: [201n, 44n, 10n] };
    scenario.settles[2] = { account: running, units: [300n, 44n, 10n] };
    await expect(execute(inputsOf(scenario))).resolves.toBeDefined();
  });

  test('behavior: every field at its largest', async () => {
    const most = (1n << 44n) - 1n;
    const account = world.allowance(5, {
      prices: [(1n << 56n) - 1n, 0n, 0n],
      expiry: (1n << 48n) - 1n,
      balance: (1n << 88n) - 1n,
      counters: [most - 1n, most, most],
      nonce: (1n << 24n) - 1n,
    });
    await expect(execute(settling({ units: [most, most, most] }, account))).resolves.toBeDefined();
  });

  test('behavior: a receipt in the last second, a withdrawal in the first', async () => {
    const last = world.allowance(5, { expiry: NOW + 1n });
    await expect(execute(settling({ units: [1n, 0n, 0n] }, last))).resolves.toBeDefined();
    const first = world.allowance(7, { expiry: NOW });
    await expect(execute(withdrawing({ amount: first.balance, recipient: 1n }, first))).resolves.toBeDefined();
  });

  test('behavior: the fee is rounded down', async () => {
    // 3 × 133 = 399 units of value at 250 bps: 9.975.
    const { running } = world;
    const units: Triple = [running.counters[0] + 133n, running.counters[1], running.counters[2]];
    await expect(execute(settling({ units, fee: 9n }))).resolves.toBeDefined();
    for (const fee of [8n, 10n]) await expect(execute(settling({ units, fee }))).rejects.toThrow(LEAF);
  });
});

describe('roots and public inputs', () => {
  test('error: a cap that is not the old root’s', async () => {
    const inputs = inputsOf(baseScenario());
    await expect(execute({ ...inputs, cap: (inputs.cap as string[]).with(5, '1') })).rejects.toThrow(
      'cap does not belong',
    );
  });

  test('error: a path below another node than the cap’s', async () => {
    const inputs = inputsOf(baseScenario());
    const [first, ...rest] = inputs.settles as (InputMap & { path: string[][] })[];
    if (first === undefined) throw new Error('no settle slots');
    const top = first.path.length - 1;
    const path = first.path.with(top, (first.path[top] ?? []).with(3, '1'));
    const changed = { ...inputs, settles: [{ ...first, path }, ...rest] as InputMap[] };
    await expect(execute(changed)).rejects.toThrow('old leaf is not in the tree');
  });

  test('error: any public input raised by one', async () => {
    const inputs = inputsOf(baseScenario());
    const raise = (value: unknown, path: (string | number)[]): unknown => {
      if (typeof value === 'string') return `0x${(BigInt(value) + 1n).toString(16)}`;
      const [key, ...rest] = path;
      return (value as unknown[]).map((part, i) => (i === key ? raise(part, rest) : part));
    };
    const paths = (value: unknown): (string | number)[][] =>
      Array.isArray(value) ? value.flatMap((part, i) => paths(part).map((path) => [i, ...path])) : [[]];
    const names = ['old_root', 'new_root', 'domain', 'salt', 'open_data', 'packed_serials', 'updates', 'payouts'];
    let count = 1; // the header, in a test of its own
    for (const name of names) {
      for (const path of paths(inputs[name])) {
        count++;
        const changed = { ...inputs, [name]: raise(inputs[name], path) as string };
        await expect(execute(changed), `${name} ${path.join(' ')}`).rejects.toThrow();
      }
    }
    expect(count).toBe(shape.publicInputCount);
  });

  test('error: a header of other values', async () => {
    const { header } = baseScenario();
    const other = [
      { feeBps: 251n },
      { feeBps: 1001n },
      { operatorSerial: 3n },
      { firstSerial: 8n },
      { openCount: 0n },
      { openCount: 2n },
      { openCount: 3n },
      { now: NOW + 86_400n },
    ];
    const inputs = inputsOf(baseScenario());
    for (const change of other) {
      const changed = { ...inputs, header: `0x${packHeader({ ...header, ...change }).toString(16)}` };
      await expect(execute(changed), Object.keys(change).join()).rejects.toThrow();
    }
    const beyond = `0x${(packHeader(header) + (1n << 144n)).toString(16)}`;
    await expect(execute({ ...inputs, header: beyond })).rejects.toThrow('header');
  });

  test('error: a fee above a tenth', async () => {
    const scenario = baseScenario();
    scenario.header.feeBps = 1000n;
    await expect(execute(inputsOf(scenario))).resolves.toBeDefined();
    scenario.header.feeBps = 1001n;
    await expect(execute(inputsOf(scenario))).rejects.toThrow(RANGE);
  });
});
