import type { DescribedShape } from '../../scripts/batch-sources.mjs';
import { MODULUS, mod, ORDER, type Point, type Primitives } from '../../scripts/primitives.mjs';
import { packTriple, type Triple } from '../support/TestAccount.js';

/** A value of the circuit's inputs, its numbers as bigints. */
export type Value = bigint | boolean | Value[] | { [name: string]: Value };
export type BatchInputs = { [name: string]: Value };

type Slot = {
  active: boolean;
  serial: bigint;
  owner: [bigint, bigint];
  provider_serial: bigint;
  prices: Triple;
  prices_expiry: bigint;
  packed_prices: bigint;
  expiry: bigint;
  view_key: bigint;
  balance: bigint;
  counters: Triple;
  packed_counters: bigint;
  nonce: bigint;
  blinding: bigint;
  units: Triple;
  credit_slot: bigint;
  signature_s: [bigint, bigint];
  signature_e: [bigint, bigint];
  path: bigint[][];
};

const RECEIPT_TAG = 0x74735243n << 132n;
const WITHDRAW_TAG = 0x74735744n;
const PAD_TAG = 0x74735044n << 32n;

/**
 * The rules of a batch, said plainly and apart from the circuit: the names of those that the inputs break, public and private. The circuit is
 * right when it accepts exactly the inputs that break none.
 */
export function brokenRules(primitives: Primitives, shape: DescribedShape, inputs: BatchInputs): string[] {
  const { hash, permute } = primitives;
  const broken: string[] = [];
  const must = (holds: boolean, rule: string): void => {
    if (!holds) broken.push(rule);
  };
  const below = (value: bigint, bits: number, rule: string): void =>
    must(value >= 0n && value < 1n << BigInt(bits), rule);
  const number = (name: string): bigint => inputs[name] as bigint;
  const slots = (name: string): Slot[] => inputs[name] as unknown as Slot[];

  const header = number('header');
  below(header, 144, 'header: 144 bits');
  const part = (offset: bigint, bits: bigint): bigint => (header >> offset) & ((1n << bits) - 1n);
  const [now, feeBps, operatorSerial, firstSerial, openCount] = [
    part(0n, 48n),
    part(48n, 16n),
    part(64n, 32n),
    part(96n, 32n),
    part(128n, 16n),
  ];
  must(feeBps <= 1000n, 'header: a fee of a tenth at most');
  must(openCount <= BigInt(shape.opens), 'header: no more opens than slots');

  const cap = [...(inputs.cap as bigint[])];
  const levels = shape.activeDepth - shape.capDepth;
  must(rootOf(primitives, cap) === number('old_root'), 'old root');

  /** The leaf at the serial becomes another, by a path that leads to the old one. */
  function replace(serial: bigint, path: bigint[][], before: bigint, after: bigint, what: string): void {
    if (serial >= 4n ** BigInt(shape.activeDepth)) {
      broken.push(`${what}: serial within the active depth`);
      return;
    }
    let [old, next, rest] = [before, after, Number(serial)];
    for (let level = 0; level < levels; level++) {
      const family = path[level] ?? [];
      const digit = rest % 4;
      if (family[digit] !== old) {
        broken.push(`${what}: the path leads to the old leaf`);
        return;
      }
      old = primitives.compress(family);
      next = primitives.compress(family.map((node, i) => (i === digit ? next : node)));
      rest = Math.floor(rest / 4);
    }
    must(cap[rest] === old, `${what}: the old leaf is in the tree`);
    cap[rest] = next;
  }

  const openData = inputs.open_data as bigint[][];
  openData.forEach((data, i) => {
    const isUsed = BigInt(i) < openCount;
    const [x = 0n, y = 0n, terms = 0n, amount = 0n] = data;
    if (!isUsed)
      must(
        data.every((value) => value === 0n),
        'open: an unused slot is empty',
      );
    below(amount, 88, 'open: amount');
    const serial = isUsed ? firstSerial + BigInt(i) : 0n;
    const leaf = isUsed ? primitives.compress([hash([x, y, terms]), amount, 0n, serial]) : 0n;
    replace(serial, (inputs.open_paths as bigint[][][])[i] ?? [], 0n, leaf, 'open');
  });

  const credits = slots('credits');
  must(operatorSerial === 0n || credits[0]?.serial === operatorSerial, "credit: the first slot is the operator's");

  const updates = inputs.updates as [bigint, bigint][];
  const serials: bigint[] = [];
  const staticOf = (slot: Slot, pricesExpiry: bigint): bigint =>
    hash([...slot.owner, hash([slot.provider_serial, pricesExpiry, slot.view_key])]);
  /** The account's leaf is replaced, and told. */
  function update(slot: Slot, staticHash: bigint, word: bigint, newWord: bigint, what: string): void {
    const index = serials.length;
    serials.push(slot.serial);
    const leaf = (state: bigint, blinding: bigint): bigint =>
      primitives.compress([staticHash, mod(state), blinding, slot.serial]);
    const [blinding, mask] = permute([slot.view_key, slot.serial, number('salt'), PAD_TAG + BigInt(index)]);
    const after = leaf(newWord, blinding);
    replace(slot.serial, slot.path, leaf(word, slot.blinding), after, what);
    must(updates[index]?.[0] === after, `${what}: the leaf that is told`);
    must(updates[index]?.[1] === mod(newWord + mask), `${what}: the word that is told`);
  }
  const word = (balance: bigint, packedCounters: bigint, nonce: bigint): bigint =>
    balance + (packedCounters << 88n) + (nonce << 220n);
  const scalarOf = ([low, high]: [bigint, bigint]): bigint => low + (high << 128n);

  /** The circuit computes with key and signature in every slot, so both must be fit for that in one that checks none too. */
  function signature(slot: Slot, message: bigint, what: string): void {
    const [x, y] = slot.owner;
    for (const limb of [...slot.signature_s, ...slot.signature_e]) below(limb, 128, `${what}: limbs of the signature`);
    const [s, e] = [scalarOf(slot.signature_s), scalarOf(slot.signature_e)];
    must(s < ORDER && e < ORDER, `${what}: scalars of the signature`);
    if (slot.active) {
      const isOnCurve = mod(y * y - x * x * x + 17n) === 0n;
      const publicKey: Point = { x, y };
      must(
        isOnCurve && s < ORDER && e < MODULUS && primitives.verify({ message, publicKey, signature: { s, e } }),
        `${what}: signature`,
      );
    } else {
      // It multiplies the generator in the key's place, and no sum may be the point at infinity.
      must(mod(s + e, ORDER) !== 0n, `${what}: scalars of no signature`);
    }
  }

  let fees = 0n;
  const sums = credits.map(() => ({ amount: 0n, increase: [0n, 0n, 0n] as [bigint, bigint, bigint] }));
  for (const slot of slots('settles')) {
    const what = 'settle';
    for (const price of slot.prices) below(price, 56, `${what}: prices`);
    below(slot.expiry, 48, `${what}: expiry`);
    below(slot.balance, 88, `${what}: balance`);
    for (const counter of slot.counters) below(counter, 44, `${what}: counters`);
    for (const unit of slot.units) below(unit, 44, `${what}: units`);
    below(slot.nonce, 24, `${what}: nonce`);
    const increase = slot.units.map((unit, i) => unit - (slot.counters[i] ?? 0n));
    for (const rise of increase) must(rise >= 0n, `${what}: no counter falls`);
    const amount = increase.reduce((sum, rise, i) => sum + rise * (slot.prices[i] ?? 0n), 0n);
    must(amount <= slot.balance, `${what}: no more than the balance`);
    if (slot.active) {
      must(now < slot.expiry, `${what}: before the expiry`);
      must(credits[Number(slot.credit_slot)]?.serial === slot.provider_serial, `${what}: the provider is credited`);
    } else {
      must(
        increase.every((rise) => rise === 0n),
        `${what}: a refresh moves nothing`,
      );
    }
    const units = packTriple(slot.units, 44n);
    signature(slot, hash([number('domain'), slot.serial, mod(units + RECEIPT_TAG)]), what);
    const fee = (amount * feeBps) / 10_000n;
    fees += fee;
    const sum = sums[Number(slot.credit_slot)];
    must(sum !== undefined, `${what}: a credit slot`);
    if (sum !== undefined) {
      sum.amount += amount - fee;
      increase.forEach((rise, i) => {
        sum.increase[i] = (sum.increase[i] ?? 0n) + rise;
      });
    }
    const pricesExpiry = mod(packTriple(slot.prices, 56n) + (slot.expiry << 168n));
    const before = word(slot.balance, packTriple(slot.counters, 44n), slot.nonce);
    update(slot, staticOf(slot, pricesExpiry), before, word(slot.balance - amount, units, slot.nonce), what);
  }

  credits.forEach((slot, i) => {
    const what = 'credit';
    const sum = sums[i] ?? { amount: 0n, increase: [0n, 0n, 0n] };
    const amount = sum.amount + (i === 0 ? fees : 0n);
    const isCredited = amount !== 0n || sum.increase.some((rise) => rise !== 0n);
    if (isCredited) must(slot.provider_serial === 0n && slot.prices_expiry === 0n, `${what}: an earning account`);
    below(slot.balance, 88, `${what}: balance`);
    for (const counter of slot.counters) below(counter, 44, `${what}: counters`);
    below(slot.nonce, 24, `${what}: nonce`);
    const counters = slot.counters.map((counter, j) => counter + (sum.increase[j] ?? 0n)) as unknown as Triple;
    below(slot.balance + amount, 88, `${what}: balance after it`);
    for (const counter of counters) below(counter, 44, `${what}: counters after it`);
    const before = word(slot.balance, packTriple(slot.counters, 44n), slot.nonce);
    update(
      slot,
      staticOf(slot, slot.prices_expiry),
      before,
      word(slot.balance + amount, packTriple(counters, 44n), slot.nonce),
      what,
    );
  });

  slots('withdrawals').forEach((slot, i) => {
    const what = 'withdraw';
    const payout = (inputs.payouts as bigint[])[i] ?? 0n;
    below(payout, 248, `${what}: payout`);
    const amount = payout & ((1n << 88n) - 1n);
    below(slot.packed_prices, 168, `${what}: prices`);
    below(slot.expiry, 48, `${what}: expiry`);
    below(slot.balance, 88, `${what}: balance`);
    below(slot.packed_counters, 132, `${what}: counters`);
    below(slot.nonce, 24, `${what}: nonce`);
    must(amount <= slot.balance, `${what}: no more than the balance`);
    const nonce = slot.nonce + (slot.active ? 1n : 0n);
    below(nonce, 24, `${what}: nonce after it`);
    if (slot.active) must(now >= slot.expiry, `${what}: not before the expiry`);
    else must(payout === 0n, `${what}: a refresh pays nothing out`);
    signature(slot, hash([number('domain'), slot.serial, slot.nonce, payout, WITHDRAW_TAG]), what);
    const pricesExpiry = mod(slot.packed_prices + (slot.expiry << 168n));
    const before = word(slot.balance, slot.packed_counters, slot.nonce);
    update(slot, staticOf(slot, pricesExpiry), before, word(slot.balance - amount, slot.packed_counters, nonce), what);
  });

  must(rootOf(primitives, cap) === number('new_root'), 'new root');
  (inputs.packed_serials as bigint[]).forEach((packed, i) => {
    const told = serials.slice(7 * i, 7 * i + 7).reduceRight((sum, serial) => mod((sum << 32n) + serial), 0n);
    must(packed === told, 'packed serials');
  });
  return broken;

  function rootOf({ compress }: Primitives, nodes: readonly bigint[]): bigint {
    let level = [...nodes];
    while (level.length > 1)
      level = Array.from({ length: level.length / 4 }, (_, i) => compress(level.slice(4 * i, 4 * i + 4)));
    let [root = 0n, empty] = [level[0], 0n];
    for (let height = 0; height < 16; height++) {
      if (height >= shape.activeDepth) root = compress([root, empty, empty, empty]);
      empty = compress([empty, empty, empty, empty]);
    }
    return root;
  }
}
