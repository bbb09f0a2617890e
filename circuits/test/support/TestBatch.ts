import type { InputMap } from '@noir-lang/noir_js';
import type { DescribedShape } from '../../scripts/batch-sources.mjs';
import { mod, type Primitives, type Signature } from '../../scripts/primitives.mjs';
import { limbs } from './limbs.js';
import { leafOf, packTriple, type TestAccount, type Triple, termsOf, wordOf } from './TestAccount.js';
import { TestTree } from './TestTree.js';

const RECEIPT_TAG = 0x74735243n << 132n;
const WITHDRAW_TAG = 0x74735744n;
const PAD_TAG = 0x74735044n << 32n;
const OFF: Signature = { s: 1n, e: 0n };

export type OpenSlot = { account: TestAccount; active?: boolean; data?: bigint[] };
export type SettleSlot = {
  account: TestAccount;
  units?: Triple;
  active?: boolean;
  creditSlot?: number;
  signature?: Signature;
  fee?: bigint;
};
export type WithdrawSlot = {
  account: TestAccount;
  active?: boolean;
  amount?: bigint;
  recipient?: bigint;
  signedNonce?: bigint;
  signature?: Signature;
};
export type TestHeader = {
  now: bigint;
  feeBps: bigint;
  operatorSerial: bigint;
  firstSerial: bigint;
  openCount: bigint;
};
export type Scenario = {
  domain: bigint;
  salt: bigint;
  header: TestHeader;
  opens: OpenSlot[];
  settles: SettleSlot[];
  credits: TestAccount[];
  withdrawals: WithdrawSlot[];
};

const hex = (value: bigint) => `0x${mod(value).toString(16)}`;
const placeOf = ({ place, serial }: TestAccount) => place ?? serial;
const hexes = (values: readonly bigint[]) => values.map(hex);

/**
 * The batch circuit's inputs for a scenario, by the circuit's equations and without any of its checks: a scenario that breaks one rule
 * gives inputs that are consistent in everything else.
 *
 * `accounts` is what the tree holds before the batch. The accounts of later slots are taken as they are after the earlier ones.
 */
export function batchInputs(
  primitives: Primitives,
  shape: DescribedShape,
  accounts: readonly TestAccount[],
  scenario: Scenario,
): InputMap {
  const { domain, salt, header } = scenario;
  const { hash, permute, sign } = primitives;
  const tree = new TestTree(primitives);
  const states = new Map<number, TestAccount>();
  for (const account of accounts) {
    tree.set(placeOf(account), leafOf(primitives, account));
    states.set(account.serial, account);
  }
  const levels = shape.activeDepth - shape.capDepth;
  const current = (account: TestAccount) => states.get(account.serial) ?? account;
  const cap = Array.from({ length: 4 ** shape.capDepth }, (_, i) => tree.node(levels, i));
  const oldRoot = tree.root();

  const updates: { serial: number; leaf: bigint; masked: bigint }[] = [];
  /** Writes the account's next state under its slot's pad; the path is the one before the write. */
  const update = (account: TestAccount, changes: Partial<TestAccount>) => {
    const path = tree.path(placeOf(account), levels).map(hexes);
    const pad = permute([account.viewKey, BigInt(account.serial), salt, PAD_TAG + BigInt(updates.length)]);
    const after = { ...account, ...changes, blinding: pad[0] };
    const leaf = leafOf(primitives, after);
    tree.set(placeOf(account), leaf);
    states.set(account.serial, after);
    updates.push({ serial: account.serial, leaf, masked: mod(wordOf(after) + pad[1]) });
    return path;
  };
  const signed = (message: bigint, { privateKey }: TestAccount) => sign({ message, privateKey, nonce: message >> 8n });
  const common = (account: TestAccount) => ({
    serial: hex(BigInt(account.serial)),
    owner: [hex(account.owner.x), hex(account.owner.y)],
    view_key: hex(account.viewKey),
    balance: hex(account.balance),
    nonce: hex(account.nonce),
    blinding: hex(account.blinding),
  });
  const signatureInputs = ({ s, e }: Signature) => ({ signature_s: limbs(s), signature_e: limbs(e) });

  const openPaths = scenario.opens.map(({ account, active = true }) => {
    const path = tree.path(active ? account.serial : 0, levels).map(hexes);
    if (active) {
      tree.set(account.serial, leafOf(primitives, account));
      states.set(account.serial, account);
    }
    return path;
  });

  const sums = scenario.credits.map(() => ({ amount: 0n, increase: [0n, 0n, 0n] as [bigint, bigint, bigint] }));
  const settles = scenario.settles.map((slot) => {
    const account = current(slot.account);
    const { active = true, creditSlot = active ? 1 : 0 } = slot;
    const units = slot.units ?? account.counters;
    const increase = units.map((unit, i) => unit - (account.counters[i] ?? 0n));
    const amount = increase.reduce((sum, unit, i) => sum + unit * (account.prices[i] ?? 0n), 0n);
    const fee = slot.fee ?? (amount * header.feeBps) / 10000n;
    const message = hash([domain, BigInt(account.serial), packTriple(units as Triple, 44n) + RECEIPT_TAG]);
    const signature = slot.signature ?? (active ? signed(message, account) : OFF);
    const [operator, provider] = [sums[0], sums[creditSlot]];
    if (operator !== undefined) operator.amount += fee;
    if (provider !== undefined) {
      provider.amount += amount - fee;
      increase.forEach((unit, i) => {
        provider.increase[i] = (provider.increase[i] ?? 0n) + unit;
      });
    }
    return {
      ...common(account),
      ...signatureInputs(signature),
      active,
      provider_serial: hex(account.providerSerial),
      prices: hexes(account.prices),
      expiry: hex(account.expiry),
      counters: hexes(account.counters),
      units: hexes(units),
      credit_slot: creditSlot,
      path: update(account, { balance: account.balance - amount, counters: units as Triple }),
    };
  });

  const credits = scenario.credits.map((named, i) => {
    const account = current(named);
    const sum = sums[i] ?? { amount: 0n, increase: [0n, 0n, 0n] };
    const counters = account.counters.map((counter, j) => counter + (sum.increase[j] ?? 0n)) as unknown as Triple;
    return {
      ...common(account),
      provider_serial: hex(account.providerSerial),
      prices_expiry: hex(packTriple(account.prices, 56n) + (account.expiry << 168n)),
      counters: hexes(account.counters),
      path: update(account, { balance: account.balance + sum.amount, counters }),
    };
  });

  const payouts: bigint[] = [];
  const withdrawals = scenario.withdrawals.map((slot) => {
    const account = current(slot.account);
    const { active = true, amount = 0n, recipient = 0n } = slot;
    const payout = amount + (recipient << 88n);
    const signedNonce = slot.signedNonce ?? account.nonce;
    const message = hash([domain, BigInt(account.serial), signedNonce, payout, WITHDRAW_TAG]);
    payouts.push(payout);
    return {
      ...common(account),
      ...signatureInputs(slot.signature ?? (active ? signed(message, account) : OFF)),
      active,
      provider_serial: hex(account.providerSerial),
      packed_prices: hex(packTriple(account.prices, 56n)),
      expiry: hex(account.expiry),
      packed_counters: hex(packTriple(account.counters, 44n)),
      path: update(account, { balance: account.balance - amount, nonce: account.nonce + (active ? 1n : 0n) }),
    };
  });

  const serials = updates.map(({ serial }) => BigInt(serial));
  return {
    old_root: hex(oldRoot),
    new_root: hex(tree.root()),
    domain: hex(domain),
    header: hex(packHeader(header)),
    salt: hex(salt),
    open_data: scenario.opens.map(({ account, active = true, data }) =>
      hexes(
        data ??
          (active
            ? [account.owner.x, account.owner.y, termsOf(primitives, account), account.balance]
            : [0n, 0n, 0n, 0n]),
      ),
    ),
    packed_serials: Array.from({ length: Math.ceil(serials.length / 7) }, (_, i) =>
      hex(serials.slice(7 * i, 7 * i + 7).reduceRight((packed, serial) => (packed << 32n) + serial, 0n)),
    ),
    updates: updates.map(({ leaf, masked }) => [hex(leaf), hex(masked)]),
    payouts: hexes(payouts),
    cap: hexes(cap),
    open_paths: openPaths,
    settles,
    credits,
    withdrawals,
  };
}

export function packHeader({ now, feeBps, operatorSerial, firstSerial, openCount }: TestHeader): bigint {
  return now + (feeBps << 48n) + (operatorSerial << 64n) + (firstSerial << 96n) + (openCount << 128n);
}
