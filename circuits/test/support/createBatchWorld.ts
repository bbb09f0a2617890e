import { type InputMap, Noir } from '@noir-lang/noir_js';
import { batchSources, circuits, shapeNamed } from '../../scripts/batch-sources.mjs';
import { compile } from '../../scripts/compile.mjs';
import { loadPrimitives, type Primitives } from '../../scripts/primitives.mjs';
import type { TestAccount } from './TestAccount.js';
import { batchInputs, type Scenario, type SettleSlot, type WithdrawSlot } from './TestBatch.js';

/** Unix seconds of the batches. */
export const NOW = 1_763_700_000n;

/** The circuit of the shape `tiny`, accounts, and scenarios to run it with. */
export async function createBatchWorld() {
  const shape = shapeNamed('tiny');
  const primitives = await loadPrimitives();
  const world = createAccounts(primitives);
  const noir = new Noir(await compile(batchSources(shape), circuits.batch.package));

  /** A batch that uses every kind of slot, and two of them for the account it has just opened. */
  function baseScenario(): Scenario {
    const { operator, provider, running, another, expired, opened } = world;
    return {
      domain: 123_456_789n,
      salt: 987_654_321n,
      header: { now: NOW, feeBps: 250n, operatorSerial: 1n, firstSerial: 9n, openCount: 1n },
      opens: [{ account: opened }, { account: opened, active: false }],
      settles: [
        { account: running, units: [201n, 0n, 10n] },
        { account: expired, active: false },
        { account: opened, units: [1n, 1n, 1n] },
        { account: another, units: [77_777n, 8n, 0n] },
      ],
      credits: [operator, provider],
      withdrawals: [{ account: provider, amount: 400n, recipient: 0xdeadn }],
    };
  }

  /** A batch that opens, settles and withdraws nothing: every slot but the credits refreshes `account`. */
  function idleScenario(account: TestAccount): Scenario {
    const none = { account, active: false };
    return {
      ...baseScenario(),
      header: { now: NOW, feeBps: 0n, operatorSerial: 1n, firstSerial: 9n, openCount: 0n },
      opens: [none, none],
      settles: [none, none, none, none],
      withdrawals: [none],
    };
  }

  function inputsOf(scenario: Scenario, accounts: TestAccount[] = []): InputMap {
    const { operator, provider, otherProvider, running, another, expired } = world;
    const base = [operator, provider, otherProvider, running, another, expired];
    const replaced = new Set(accounts.map(({ serial }) => serial));
    return batchInputs(
      primitives,
      shape,
      [...base.filter(({ serial }) => !replaced.has(serial)), ...accounts],
      scenario,
    );
  }

  const execute = (inputs: InputMap) => noir.execute(inputs);

  /** The base scenario with its first settlement changed, over an account that may be another than the base's. */
  function settling(change: Partial<SettleSlot>, account: TestAccount = world.running): InputMap {
    const scenario = baseScenario();
    scenario.settles[0] = { account, units: account.counters, ...change };
    return inputsOf(scenario, [account]);
  }

  function withdrawing(change: Partial<WithdrawSlot>, account: TestAccount = world.provider): InputMap {
    const scenario = baseScenario();
    scenario.withdrawals[0] = { account, ...change };
    return inputsOf(scenario, [account]);
  }

  return { shape, primitives, world, execute, baseScenario, idleScenario, inputsOf, settling, withdrawing };
}

/** The accounts that the scenarios play with; serial 9 is the next to be handed out. */
export function createAccounts({ publicKey }: Primitives) {
  const account = (serial: number, fields: Partial<TestAccount> = {}): TestAccount => {
    const privateKey = 1000n + BigInt(serial);
    return {
      serial,
      privateKey,
      owner: publicKey(privateKey),
      providerSerial: 0n,
      prices: [0n, 0n, 0n],
      expiry: 0n,
      viewKey: 5000n + BigInt(serial),
      balance: 0n,
      counters: [0n, 0n, 0n],
      nonce: 0n,
      blinding: 7000n + BigInt(serial),
      ...fields,
    };
  };
  const allowance = (serial: number, fields: Partial<TestAccount> = {}) =>
    account(serial, {
      providerSerial: 2n,
      prices: [3n, 5n, 7n],
      expiry: NOW + 86_400n,
      balance: 1_000_000n,
      ...fields,
    });
  return {
    account,
    allowance,
    operator: account(1),
    provider: account(2, { balance: 500n, counters: [10n, 20n, 30n], nonce: 4n }),
    otherProvider: account(3),
    running: allowance(5, { counters: [100n, 0n, 9n] }),
    another: allowance(6, { prices: [1n, 0n, 0n] }),
    expired: allowance(7, { expiry: NOW - 1n, counters: [1n, 2n, 3n] }),
    opened: allowance(9, { blinding: 0n }),
  };
}
