import type { InputMap } from '@noir-lang/noir_js';
import { describe, expect, test } from 'vitest';
import { createBatchWorld, NOW } from './support/createBatchWorld.js';
import type { TestAccount, Triple } from './support/TestAccount.js';
import type { Scenario } from './support/TestBatch.js';

const RANGE = /assert_max_bit_size/;
const OLD_LEAF = 'path does not lead to the old node';
const { shape, primitives, world, execute, baseScenario, idleScenario, inputsOf, settling, withdrawing } =
  await createBatchWorld();

describe('settle', () => {
  const signature = (change: Partial<Record<'domain' | 'serial' | 'compute' | 'privateKey', bigint>>) => {
    const { running } = world;
    const units = (change.compute ?? 201n) + (0n << 44n) + (10n << 88n) + (0x74735243n << 132n);
    const message = primitives.hash([change.domain ?? 123_456_789n, change.serial ?? BigInt(running.serial), units]);
    return primitives.sign({ message, privateKey: change.privateKey ?? running.privateKey, nonce: 99n });
  };
  const units: Triple = [201n, 0n, 10n];

  test('default: a receipt signed apart', async () => {
    await expect(execute(settling({ units, signature: signature({}) }))).resolves.toBeDefined();
  });

  test('error: a signature by another key, for another domain, serial or counter', async () => {
    for (const change of [{ privateKey: 5n }, { domain: 1n }, { serial: 6n }, { compute: 202n }]) {
      await expect(execute(settling({ units, signature: signature(change) }))).rejects.toThrow('signature');
    }
  });

  test('error: a counter lower than the settled one', async () => {
    await expect(execute(settling({ units: [99n, 0n, 9n] }))).rejects.toThrow(RANGE);
    await expect(execute(settling({ units: [99n, 1n, 9n] })), 'though another rises').rejects.toThrow(RANGE);
  });

  test('error: a counter above 44 bits', async () => {
    const account = world.allowance(5, { counters: [(1n << 44n) - 1n, 0n, 0n] });
    await expect(execute(settling({ units: [1n << 44n, 0n, 0n] }, account))).rejects.toThrow(RANGE);
  });

  test('error: an amount beyond the balance', async () => {
    const account = world.allowance(5, { balance: 299n });
    await expect(execute(settling({ units: [99n, 0n, 0n] }, account))).resolves.toBeDefined();
    await expect(execute(settling({ units: [100n, 0n, 0n] }, account))).rejects.toThrow(RANGE);
  });

  test('error: an expired allowance', async () => {
    const account = world.allowance(5, { expiry: NOW });
    await expect(execute(settling({ units: [1n, 0n, 0n] }, account))).rejects.toThrow(RANGE);
  });

  test('error: the credit slot of another provider, or none', async () => {
    await expect(execute(settling({ units, creditSlot: 0 }))).rejects.toThrow('credit slot of another provider');
    await expect(execute(settling({ units, creditSlot: shape.credits }))).rejects.toThrow(/out of bounds/i);
  });

  test('error: a refresh that moves a counter', async () => {
    await expect(execute(settling({ units, active: false }))).rejects.toThrow('a refresh moves a counter');
    // Moves that cancel out are stopped by the range of each.
    await expect(execute(settling({ units: [101n, 0n, 8n], active: false }))).rejects.toThrow(RANGE);
  });

  test('error: an account with a field out of range', async () => {
    const wide: Partial<TestAccount>[] = [
      { balance: 1n << 88n },
      { counters: [1n << 44n, 0n, 0n] },
      { counters: [-1n, 1n, 0n] },
      { nonce: 1n << 24n },
      { prices: [1n << 56n, 0n, 0n] },
      { prices: [0n, 0n, -1n] },
      { expiry: 1n << 48n },
    ];
    for (const fields of wide) {
      const account = world.allowance(5, fields);
      await expect(execute(settling({}, account)), JSON.stringify(Object.keys(fields))).rejects.toThrow(RANGE);
    }
  });

  test('error: a serial beyond the active depth', async () => {
    const end = 4 ** shape.activeDepth;
    // It lies where its serial's low bits point to, so only the range of the serial is in the way.
    const account = { ...world.allowance(end + 40), place: 40 };
    await expect(execute(settling({}, { ...account, serial: end - 1, place: end - 1 }))).resolves.toBeDefined();
    await expect(execute(settling({}, account))).rejects.toThrow(/out of bounds|assert_max_bit_size/i);
  });

  test('error: an account that is not the one in the tree', async () => {
    const inputs = inputsOf(baseScenario());
    for (const [field, value] of Object.entries({ blinding: '1', balance: '999999', nonce: '1', view_key: '1' })) {
      const [first, ...rest] = inputs.settles as InputMap[];
      const changed = { ...inputs, settles: [{ ...first, [field]: value }, ...rest] as InputMap[] };
      await expect(execute(changed), field).rejects.toThrow(OLD_LEAF);
    }
  });
});

describe('open', () => {
  const opening = (change: (scenario: Scenario) => void, accounts: TestAccount[] = []) => {
    const scenario = baseScenario();
    change(scenario);
    return inputsOf(scenario, accounts);
  };

  test('error: a serial that is taken', async () => {
    await expect(execute(inputsOf(baseScenario(), [world.account(9)]))).rejects.toThrow(OLD_LEAF);
  });

  test('error: another serial than the next', async () => {
    for (const firstSerial of [8n, 10n]) {
      const inputs = opening((scenario) => {
        scenario.header.firstSerial = firstSerial;
      });
      await expect(execute(inputs)).rejects.toThrow(/old node|not in the tree/);
    }
  });

  test('error: more opens than the header counts, or fewer', async () => {
    for (const openCount of [0n, 2n, 3n]) {
      const inputs = opening((scenario) => {
        scenario.header.openCount = openCount;
      });
      await expect(execute(inputs)).rejects.toThrow();
    }
  });

  test('error: data in an unused slot', async () => {
    for (let i = 0; i < 4; i++) {
      const inputs = opening((scenario) => {
        scenario.opens[1] = { account: world.opened, active: false, data: [0n, 0n, 0n, 0n].with(i, 1n) };
      });
      await expect(execute(inputs)).rejects.toThrow('data in an unused open slot');
    }
  });

  test('error: an amount of 2^88, a blinding or counters that nobody asked for', async () => {
    const settleNothing = (account: TestAccount) =>
      opening((scenario) => {
        scenario.opens[0] = { account };
        scenario.settles[2] = { account, active: false };
      });
    await expect(execute(settleNothing(world.opened))).resolves.toBeDefined();
    await expect(execute(settleNothing({ ...world.opened, balance: 1n << 88n }))).rejects.toThrow(RANGE);
    const extras: Partial<TestAccount>[] = [{ blinding: 1n }, { counters: [0n, 1n, 0n] }, { nonce: 1n }];
    for (const extra of extras) {
      await expect(execute(settleNothing({ ...world.opened, ...extra }))).rejects.toThrow();
    }
  });
});

describe('credit', () => {
  const crediting = (credits: TestAccount[], accounts: TestAccount[] = credits) =>
    inputsOf({ ...baseScenario(), credits, withdrawals: [{ account: world.otherProvider, active: false }] }, accounts);

  test('default: the same without the withdrawal', async () => {
    await expect(execute(crediting([world.operator, world.provider]))).resolves.toBeDefined();
  });

  test('error: slot 0 is not the operator', async () => {
    await expect(execute(crediting([world.otherProvider, world.provider]))).rejects.toThrow(
      "slot 0 is not the operator's",
    );
  });

  test('error: an account that does not earn', async () => {
    const refused = /credit to an (allowance|account with prices or an expiry)/;
    for (const fields of [{ providerSerial: 2n }, { expiry: 1n }, { prices: [1n, 0n, 0n] as Triple }]) {
      await expect(execute(crediting([world.operator, world.account(2, fields)]))).rejects.toThrow(refused);
    }
    // The operator's slot gains the fees of all settlements.
    const operator = world.account(1, { expiry: 1n });
    await expect(execute(crediting([operator, world.provider], [operator]))).rejects.toThrow(refused);
  });

  test('error: other terms than the account was opened with', async () => {
    const { account, provider } = world;
    const lying = inputsOf(baseScenario(), [account(2, { ...provider, providerSerial: 2n })]);
    for (const credit of lying.credits as InputMap[]) credit.provider_serial = '0x0';
    await expect(execute(lying)).rejects.toThrow(OLD_LEAF);
  });

  test('behavior: a slot that gains nothing refreshes any account', async () => {
    const { running, expired } = world;
    const scenario = { ...idleScenario(running), credits: [world.operator, expired] };
    await expect(execute(inputsOf(scenario))).resolves.toBeDefined();
  });

  test('behavior: without an operator, one account alone fills a whole batch and withdraws', async () => {
    const { expired } = world;
    const scenario: Scenario = {
      ...idleScenario(expired),
      header: { now: NOW, feeBps: 0n, operatorSerial: 0n, firstSerial: 9n, openCount: 0n },
      credits: [expired, expired],
      withdrawals: [{ account: expired, amount: 1_000_000n, recipient: 0xdeadn }],
    };
    await expect(execute(inputsOf(scenario))).resolves.toBeDefined();
  });

  test('behavior: without an operator, a provider settles to itself, in any slot', async () => {
    const { provider, running } = world;
    for (const creditSlot of [0, 1]) {
      const scenario: Scenario = {
        ...idleScenario(running),
        header: { now: NOW, feeBps: 0n, operatorSerial: 0n, firstSerial: 9n, openCount: 0n },
        credits: [provider, provider],
      };
      scenario.settles[0] = { account: running, units: [201n, 0n, 10n], creditSlot };
      await expect(execute(inputsOf(scenario))).resolves.toBeDefined();
    }
  });

  test('error: without an operator, an allowance takes the sum', async () => {
    const { running, another } = world;
    const scenario: Scenario = {
      ...idleScenario(running),
      header: { now: NOW, feeBps: 0n, operatorSerial: 0n, firstSerial: 9n, openCount: 0n },
      credits: [another, running],
    };
    scenario.settles[0] = { account: running, units: [201n, 0n, 10n], creditSlot: 0 };
    await expect(execute(inputsOf(scenario))).rejects.toThrow('credit slot of another provider');
    // With the right serial in the slot it is no longer the account of that leaf.
    const provider = world.account(2, { providerSerial: 2n });
    await expect(execute(inputsOf({ ...scenario, credits: [provider, running] }, [provider]))).rejects.toThrow(
      'credit to an allowance',
    );
  });

  test('error: a balance or a counter that overflows', async () => {
    for (const fields of [{ balance: (1n << 88n) - 1n }, { counters: [(1n << 44n) - 1n, 0n, 0n] as Triple }]) {
      await expect(execute(crediting([world.operator, world.account(2, fields)]))).rejects.toThrow(RANGE);
    }
  });
});

describe('withdraw', () => {
  test('error: a signature for another nonce, amount, recipient, domain or by another key', async () => {
    const { provider } = world;
    const sign = (change: Partial<Record<'nonce' | 'payout' | 'domain' | 'privateKey', bigint>>) =>
      primitives.sign({
        message: primitives.hash([
          change.domain ?? 123_456_789n,
          BigInt(provider.serial),
          change.nonce ?? provider.nonce,
          change.payout ?? 400n + (0xdeadn << 88n),
          0x74735744n,
        ]),
        privateKey: change.privateKey ?? provider.privateKey,
        nonce: 77n,
      });
    const slot = { amount: 400n, recipient: 0xdeadn };
    await expect(execute(withdrawing({ ...slot, signature: sign({}) }))).resolves.toBeDefined();
    const wrong = [{ nonce: 3n }, { nonce: 5n }, { payout: 400n }, { domain: 1n }, { privateKey: 5n }];
    for (const change of wrong) {
      await expect(execute(withdrawing({ ...slot, signature: sign(change) }))).rejects.toThrow('signature');
    }
  });

  test('error: an allowance that has not expired', async () => {
    const account = world.allowance(7, { expiry: NOW + 1n });
    await expect(execute(withdrawing({ amount: 1n, recipient: 1n }, account))).rejects.toThrow(RANGE);
  });

  test('error: more than the balance', async () => {
    const account = world.account(3, { balance: 10n });
    await expect(execute(withdrawing({ amount: 10n, recipient: 1n }, account))).resolves.toBeDefined();
    await expect(execute(withdrawing({ amount: 11n, recipient: 1n }, account))).rejects.toThrow(RANGE);
  });

  test('error: the last nonce', async () => {
    const account = world.account(3, { nonce: (1n << 24n) - 1n });
    await expect(execute(withdrawing({ active: false }, account))).resolves.toBeDefined();
    await expect(execute(withdrawing({ amount: 0n }, account))).rejects.toThrow(RANGE);
  });

  test('error: a payout from an unused slot', async () => {
    for (const payout of [{ amount: 1n }, { recipient: 1n }]) {
      await expect(execute(withdrawing({ active: false, ...payout }))).rejects.toThrow(
        'payout of an unused withdrawal',
      );
    }
  });
});
