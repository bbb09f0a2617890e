import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { claimWithdrawal, recoverAccountState, refundOpen } from '@tallystick/prover/chain';
import {
  type AccountState,
  amountOwed,
  loadCrypto,
  type Receipt,
  serializeReceipt,
  unloadCrypto,
} from '@tallystick/prover/core';
import { type OwnAccount, reserveSlot, selfSequence } from '@tallystick/prover/escape';
import { createFileAllowanceArchive } from '@tallystick/prover/provider';
import { writeDeployment } from '@tallystick/verifier-contracts';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { developmentWallet } from '../../examples/demo/openAccounts.js';
import { runCli } from '../../prover/src/cli/runCli.js';
import { createEscapeWorld, type EscapeWorld, type Stranger } from '../support/createEscapeWorld.js';

/** What `npm run test:escape -- --json FILE` writes. Token base units as decimal strings. */
type Figures = { accounts: number; recovered: number; unitsOwed: string; unitsPaid: string; seconds: number };

const HOUR = 3600;
const DAY = 24 * HOUR;
const PERIOD = HOUR / 2;
const WINDOW = PERIOD / 2;

/**
 * The operator vanishes, with everything that it kept. Strangers that have nothing but their wallets, the terms and receipts of their
 * own, and the chain get everything out, each by a batch of its own with a real proof.
 */
describe('escape', () => {
  let world: EscapeWorld;
  let folder: string;
  let providers: [Stranger, Stranger];
  let consumers: Stranger[];
  let left: Stranger;
  let known: ReadonlyMap<number, AccountState>;
  /** Receipts that the operator didn't settle, as each provider has them. */
  let unsettled: [Receipt[], Receipt[]];
  let startMs: number;
  const figures: Figures = { accounts: 0, recovered: 0, unitsOwed: '0', unitsPaid: '0', seconds: 0 };
  const owed = new Map<number, bigint>();
  let paid = 0n;

  const strangers = () => [...providers, ...consumers];
  const allowance = (serial: number): Stranger => {
    const found = consumers.find((consumer) => consumer.serial === serial);
    if (found === undefined) throw new Error(`No allowance ${serial}`);
    return found;
  };
  const own = ({ serial, terms, key }: Stranger): OwnAccount => ({ serial, terms, privateKey: key.privateKey });
  const withoutKey = ({ serial, terms }: Stranger): OwnAccount => ({ serial, terms });
  const chain = (stranger: Stranger) => ({ ...stranger.clients, rollup: world.deployment.rollup });

  /** The tokens that a recipient gains by its claim. */
  async function claim(stranger: Stranger): Promise<bigint> {
    const before = await world.tokensOf(stranger.address);
    await claimWithdrawal({ ...chain(stranger), recipient: stranger.address });
    return (await world.tokensOf(stranger.address)) - before;
  }

  /** The command line as a stranger uses it: its wallet, files of its own, and the chain. */
  async function tallystick(n: number, ...argv: string[]) {
    const file = join(folder, `${n}-${argv[0]}.json`);
    const key = Buffer.from(developmentWallet(n).getHdKey().privateKey ?? []).toString('hex');
    let text = '';
    const code = await runCli(
      [...argv, '--rpc', world.rpcUrl, '--deployment', join(folder, 'deployment.json'), '--json', file],
      {
        stdout: { write: (line) => (text += line) },
        stderr: { write: (line) => (text += line) },
        env: { TALLYSTICK_PRIVATE_KEY: `0x${key}`, TALLYSTICK_STATE: join(folder, `${n}-state`) },
        now: () => 0,
        pause: () => world.pass(120),
      },
    );
    // The command has unloaded it.
    await loadCrypto();
    expect(text).not.toContain(key);
    return { code, text };
  }

  beforeAll(async () => {
    await loadCrypto();
    folder = await mkdtemp(join(tmpdir(), 'tallystick-escape-'));
    world = await createEscapeWorld();
    await writeDeployment(join(folder, 'deployment.json'), world.deployment);
    const now = await world.chainTime();
    const earning = { index: 0, providerSerial: 0 };
    providers = [await world.open({ wallet: 1, ...earning }), await world.open({ wallet: 2, ...earning })];
    const [a, b] = providers.map(({ serial }) => serial) as [number, number];
    const late = now + 3 * DAY;
    consumers = [
      await world.open({ wallet: 3, index: 0, providerSerial: a, expiry: late, amount: 1_000_000n }),
      await world.open({ wallet: 4, index: 0, providerSerial: a, expiry: now + 2 * HOUR, amount: 500_000n }),
      await world.open({ wallet: 5, index: 0, providerSerial: b, expiry: late, amount: 300_000n }),
      await world.open({ wallet: 6, index: 0, providerSerial: a, expiry: late, amount: 200_000n }),
      await world.open({ wallet: 6, index: 1, providerSerial: b, expiry: late, amount: 100_000n }),
    ];
    while (world.hasWaiting()) await world.operate();
    const [c3, c4, c5, c6, c6b] = consumers as [Stranger, Stranger, Stranger, Stranger, Stranger];
    await world.operate([world.receipt(c3, 1000n, 10n), world.receipt(c4, 2000n, 0n)]);
    await world.operate([world.receipt(c5, 500n, 5n)]);
    // This one comes too late for the operator.
    left = await world.open({ wallet: 7, index: 0, providerSerial: a, expiry: late, amount: 77_777n, disclose: false });
    unsettled = [
      [world.receipt(c3, 5000n, 50n), world.receipt(c6, 100n, 1n)],
      [world.receipt(c5, 1500n, 5n), world.receipt(c6b, 10n, 10n)],
    ];
    known = world.vanish();
    startMs = performance.now();

    const balanceOf = ({ serial }: Stranger) => known.get(serial)?.balance ?? 0n;
    for (const stranger of strangers()) owed.set(stranger.serial, balanceOf(stranger));
    owed.set(left.serial, 77_777n);
    for (const [i, receipts] of unsettled.entries()) {
      for (const { serial, units } of receipts) {
        const from = known.get(serial)?.counters;
        if (from === undefined) throw new Error(`No counters of ${serial}`);
        const amount = amountOwed({ from, to: units, prices: allowance(serial).terms.prices });
        const provider = providers[i as 0 | 1].serial;
        owed.set(provider, (owed.get(provider) ?? 0n) + amount);
        owed.set(serial, (owed.get(serial) ?? 0n) - amount);
      }
    }
    figures.accounts = strangers().length + 1;
  });
  afterAll(async () => {
    await world?.stop();
    if (folder !== undefined) await rm(folder, { recursive: true, force: true });
    unloadCrypto();
  });

  test('default: every account is recovered from its view key and L1 data alone', async () => {
    const { rollup, deployedAtBlock: fromBlock } = world.deployment;
    for (const { serial, key, terms, clients } of [...strangers(), left]) {
      const { publicClient } = clients;
      const account = await recoverAccountState({ publicClient, rollup, serial, viewKey: terms.viewKey, fromBlock });
      expect(account.owner).toEqual(key.publicKey);
      const expected = known.get(serial);
      if (expected === undefined) {
        expect(account).toMatchObject({ status: 'queued', balance: 77_777n, nonce: 0 });
      } else {
        const { balance, counters, nonce, blinding } = expected;
        expect(account).toMatchObject({ status: 'open', balance, counters, nonce, blinding });
      }
      figures.recovered += 1;
    }
  });

  test('behavior: `tallystick recover` needs the wallet and the chain only', async () => {
    const { code, text } = await tallystick(1, 'recover', '--serial', `${providers[0].serial}`, '--index', '0');
    expect(code, text).toBe(0);
    expect(text).toContain(`${known.get(providers[0].serial)?.balance} token base units`);
  });

  test('error: without a reservation, before the silence has lasted long enough', async () => {
    await expect(
      selfSequence({
        ...world,
        walletClient: providers[0].clients.walletClient,
        accounts: [own(providers[0])],
        withdrawals: [{ serial: providers[0].serial, amount: 'all', recipient: providers[0].address }],
      }),
    ).rejects.toMatchObject({ code: 'escape/not-your-turn' });
  });

  test('behavior: three reservations by three users are each served within their own delay', async () => {
    const [c4] = [consumers[1] as Stranger];
    const bounds: number[] = [];
    const starts: number[] = [];
    for (const [i, user] of [...providers, c4].entries()) {
      bounds.push((await world.chainTime()) + HOUR + (1 + i) * PERIOD + WINDOW);
      const { windowStart } = await reserveSlot(chain(user));
      starts.push(windowStart);
    }
    expect(new Set(starts).size).toBe(3);

    // The first provider uses the command line, with its receipts and its archive of terms as files.
    const terms = join(folder, '1-terms');
    const archive = createFileAllowanceArchive({ path: terms });
    const files: string[] = [];
    for (const receipt of unsettled[0]) {
      await archive.put(withoutKey(allowance(receipt.serial)));
      const file = join(folder, `receipt-${receipt.serial}.json`);
      await writeFile(file, JSON.stringify(serializeReceipt(receipt)));
      files.push(file);
    }
    // It also holds what an operator told of an allowance that isn't the provider's, with its own key, and a receipt without terms.
    const foreign = allowance(consumers[2]?.serial ?? 0);
    const madeUp = {
      ...foreign,
      key: providers[1].key,
      terms: { ...foreign.terms, providerSerial: providers[0].serial },
    };
    await archive.put(withoutKey(madeUp));
    for (const planted of [world.receipt(madeUp, 9n, 0n), world.receipt({ ...madeUp, serial: left.serial }, 9n, 0n)]) {
      const file = join(folder, `receipt-${planted.serial}.json`);
      await writeFile(file, JSON.stringify(serializeReceipt(planted)));
      files.push(file);
    }
    const serial = `${providers[0].serial}`;
    const settling = ['--serial', serial, '--index', '0', '--terms', terms, '--receipt', ...files, '--all', '--wait'];
    const first = await tallystick(1, 'self-sequence', ...settling);
    expect(first.code, first.text).toBe(0);
    expect(first.text).toContain(`serial ${foreign.serial}: account/not-recoverable`);
    expect(first.text).toContain(`serial ${left.serial}: escape/unknown-terms`);
    expect(await world.chainTime()).toBeLessThanOrEqual(bounds[0] as number);

    // The second one uses the library.
    const { gasUsed } = await selfSequence({
      ...world,
      walletClient: providers[1].clients.walletClient,
      accounts: [own(providers[1]), ...unsettled[1].map((receipt) => withoutKey(allowance(receipt.serial)))],
      settlements: unsettled[1],
      withdrawals: [{ serial: providers[1].serial, amount: 'all', recipient: providers[1].address }],
      pause: () => world.pass(120),
    });
    expect(await world.chainTime()).toBeLessThanOrEqual(bounds[1] as number);
    expect(gasUsed).toBeLessThan(1_100_000n);

    // The third is a consumer whose allowance has expired meanwhile: it knows no account but its own.
    const expired = join(folder, '4-terms');
    await createFileAllowanceArchive({ path: expired }).put(withoutKey(c4));
    const withdrawing = ['--serial', `${c4.serial}`, '--index', '0', '--terms', expired, '--all', '--wait'];
    const third = await tallystick(4, 'self-sequence', ...withdrawing);
    expect(third.code, third.text).toBe(0);
    expect(await world.chainTime()).toBeLessThanOrEqual(bounds[2] as number);

    for (const user of [...providers, c4]) {
      const gained = await claim(user);
      expect(gained).toBe(owed.get(user.serial));
      paid += gained;
    }
  });

  test('behavior: an open that no batch took is refunded', async () => {
    await world.pass(DAY);
    await refundOpen({ ...chain(left), serial: left.serial });
    const gained = await world.tokensOf(left.address);
    expect(gained).toBe(owed.get(left.serial));
    paid += gained;
  });

  test('behavior: after the silence anyone gets out, without a reservation', async () => {
    await world.pass(2 * DAY);
    expect(await world.chainTime()).toBeGreaterThan(Number(await world.read.anyoneFrom()));
    const rest = consumers.filter((_, i) => i !== 1);
    for (const consumer of rest) {
      const { serial, clients, address } = consumer;
      await selfSequence({
        ...world,
        walletClient: clients.walletClient,
        accounts: [own(consumer)],
        withdrawals: [{ serial, amount: 'all', recipient: address }],
        pause: () => world.pass(120),
      });
      const gained = await claim(consumer);
      expect(gained).toBe(owed.get(serial));
      paid += gained;
    }
  });

  test('behavior: everything is out, to the unit; what stays is the fee of the operator that vanished', async () => {
    const total = [...owed.values()].reduce((sum, amount) => sum + amount, 0n);
    expect(paid).toBe(total);
    const fees = known.get(1)?.balance;
    expect(fees).toBeGreaterThan(0n);
    expect(await world.read.owed()).toBe(fees);
    expect(await world.read.inTree()).toBe(fees);
    expect(await world.tokensOf(world.deployment.rollup)).toBe(fees);

    figures.unitsOwed = `${total}`;
    figures.unitsPaid = `${paid}`;
    figures.seconds = Math.round((performance.now() - startMs) / 100) / 10;
    expect(figures.recovered).toBe(figures.accounts);
    const file = process.env.TALLYSTICK_ESCAPE_JSON;
    if (file !== undefined) await writeFile(file, `${JSON.stringify(figures, null, 2)}\n`);
  });
});
