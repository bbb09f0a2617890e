#!/usr/bin/env node
/**
 * Derives the pinned vectors in vectors/ from bb.js (keccak from viem, Poseidon from circomlibjs). The Noir, circom, TypeScript and Solidity
 * tests read the same files.
 * Field elements are 0x-hex of 32 bytes, amounts and units decimal strings, serials, nonces and seconds numbers.
 * Deterministic: keys and nonces are fixed, so the files only change when a format does. `--check` writes nothing and fails on a difference.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { buildPoseidon } from 'circomlibjs';
import { encodeAbiParameters, keccak256 } from 'viem';
import { loadPrimitives, MODULUS, mod } from './primitives.mjs';

const circomPoseidon = await buildPoseidon();
const poseidon = (inputs) => circomPoseidon.F.toObject(circomPoseidon(inputs));
const { hash, permute, compress, publicKey, sign, verify, challengeDst } = await loadPrimitives();

const TAGS = { receipt: 0x74735243n, withdraw: 0x74735744n, access: 0x74734143n, pad: 0x74735044n << 32n };
const DEPTH = 16;

const hex = (value) => `0x${mod(value).toString(16).padStart(64, '0')}`;
const scalar = (value) => `0x${value.toString(16).padStart(64, '0')}`;
const point = ({ x, y }) => ({ x: hex(x), y: hex(y) });
const decimals = (units) => units.map(String);
/** A field element that nobody chose: the hash of a label. */
const draw = (label) => hash([BigInt(`0x${Buffer.from(label).toString('hex')}`)]);
/** `[value, bits]` pairs, low bits first. */
function pack(parts) {
  let shift = 0n;
  let packed = 0n;
  for (const [value, bits] of parts) {
    if (BigInt(value) >= 1n << bits) throw new RangeError(`${value} has more than ${bits} bits`);
    packed |= BigInt(value) << shift;
    shift += bits;
  }
  return packed;
}
const packUnits = (units, tag) => pack([...units.map((u) => [u, 44n]), [tag, 32n]]);

const domain = mod(
  BigInt(
    keccak256(
      encodeAbiParameters(
        [{ type: 'uint256' }, { type: 'address' }, { type: 'uint256' }],
        [31337n, '0x5FbDB2315678afecb367f032d93F642f64180aa3', 1n],
      ),
    ),
  ),
);
const salt = draw('salt');

const keys = ['consumer', 'provider', 'operator'].map((name) => {
  const privateKey = draw(`key of ${name}`) >> 8n;
  return { name, privateKey, publicKey: publicKey(privateKey) };
});

const MAX_UNITS = (1n << 44n) - 1n;
const accounts = [
  {
    name: 'allowance, fresh',
    key: 0,
    serial: 7,
    providerSerial: 2,
    prices: [3n, 5n, 7n],
    expiry: 1_800_000_000,
    balance: 1_000_000_000_000_000_000n,
    counters: [0n, 0n, 0n],
    nonce: 0,
    blinding: 0n,
  },
  {
    name: 'allowance, used',
    key: 0,
    serial: 16_777_215,
    providerSerial: 2,
    prices: [123_456_789n, 987_654_321n, 5n],
    expiry: 1_900_000_000,
    balance: 12_345_678_901_234_567n,
    counters: [3600n, 24n, 1024n],
    nonce: 3,
    blinding: draw('blinding'),
  },
  {
    name: 'allowance, every field at its largest',
    key: 0,
    serial: 2 ** 32 - 1,
    providerSerial: 2 ** 32 - 1,
    prices: [(1n << 56n) - 1n, (1n << 56n) - 1n, (1n << 56n) - 1n],
    expiry: 2 ** 48 - 1,
    balance: (1n << 88n) - 1n,
    counters: [MAX_UNITS, MAX_UNITS, MAX_UNITS],
    nonce: 2 ** 24 - 1,
    blinding: MODULUS - 1n,
  },
  {
    name: 'earning account',
    key: 1,
    serial: 2,
    providerSerial: 0,
    prices: [0n, 0n, 0n],
    expiry: 0,
    balance: 42n,
    counters: [1n, 2n, 3n],
    nonce: 1,
    blinding: draw('blinding of the provider'),
  },
].map((account, i) => {
  const owner = keys[account.key].publicKey;
  const viewKey = draw(`view key ${i}`);
  const pricesExpiry = pack([...account.prices.map((p) => [p, 56n]), [account.expiry, 48n]]);
  const terms = hash([BigInt(account.providerSerial), pricesExpiry, viewKey]);
  const staticHash = hash([owner.x, owner.y, terms]);
  const word = pack([[account.balance, 88n], ...account.counters.map((c) => [c, 44n]), [account.nonce, 24n]]);
  const serial = BigInt(account.serial);
  const leaf = compress([staticHash, word, account.blinding, serial]);
  const slot = 5 + i;
  const [blinding, mask] = permute([viewKey, serial, salt, TAGS.pad + BigInt(slot)]);
  return { ...account, owner, viewKey, pricesExpiry, terms, staticHash, word, leaf, pad: { slot, blinding, mask } };
});

const empty = [0n];
for (let height = 1; height <= DEPTH; height++) empty.push(compress(Array(4).fill(empty[height - 1])));

/** A tree as a map `height:index` → node. */
const nodes = new Map();
const nodeAt = (height, index) => nodes.get(`${height}:${index}`) ?? empty[height];
const childrenOf = (height, index) => [0, 1, 2, 3].map((i) => nodeAt(height - 1, index * 4 + i));
function insert(serial, leaf) {
  const path = [];
  nodes.set(`0:${serial}`, leaf);
  for (let height = 1, index = serial; height <= DEPTH; height++) {
    const digit = index % 4;
    index = Math.floor(index / 4);
    const children = childrenOf(height, index);
    path.push(children.filter((_, i) => i !== digit));
    nodes.set(`${height}:${index}`, compress(children));
  }
  return { serial, leaf: hex(leaf), siblings: path.map((level) => level.map(hex)), root: hex(nodeAt(DEPTH, 0)) };
}

function signature(message, key, nonce) {
  const signed = sign({ message, privateKey: key.privateKey, nonce });
  if (!verify({ message, publicKey: key.publicKey, signature: signed })) throw new Error('bb.js refuses a vector');
  return { s: scalar(signed.s), e: scalar(signed.e) };
}

const receipts = [
  [7, [0n, 0n, 0n]],
  [7, [3600n, 12n, 512n]],
  [16_777_215, [MAX_UNITS, MAX_UNITS, MAX_UNITS]],
].map(([serial, units], i) => {
  const unitsPacked = packUnits(units, TAGS.receipt);
  const message = hash([domain, BigInt(serial), unitsPacked]);
  return {
    domain: hex(domain),
    serial,
    units: decimals(units),
    unitsPacked: hex(unitsPacked),
    message: hex(message),
    publicKey: point(keys[0].publicKey),
    signature: signature(message, keys[0], draw(`receipt nonce ${i}`) >> 8n),
  };
});

const withdrawals = [
  [2, 0, 1n, '0x000000000000000000000000000000000000dEaD'],
  [16_777_215, 2 ** 24 - 2, (1n << 88n) - 1n, '0xfFFfFfFfFFfFfffFFfFFfffFfFfFFFFfFFFFFfFf'],
].map(([serial, nonce, amount, recipient], i) => {
  const payout = pack([
    [amount, 88n],
    [BigInt(recipient), 160n],
  ]);
  const message = hash([domain, BigInt(serial), BigInt(nonce), payout, TAGS.withdraw]);
  return {
    domain: hex(domain),
    serial,
    nonce,
    amount: String(amount),
    recipient,
    payout: hex(payout),
    message: hex(message),
    publicKey: point(keys[1].publicKey),
    signature: signature(message, keys[1], draw(`withdrawal nonce ${i}`) >> 8n),
  };
});

const insertions = [1, 2, 7, 16, 255, 16_777_215, 2 ** 32 - 1, 7].map((serial, i) => insert(serial, draw(`leaf ${i}`)));

/** Five watchers of a provider: one posted nothing, the others have its leaf among those of a few more providers. */
const WATCH_DEPTH = 8;
const emptyWatch = [0n];
for (let height = 1; height <= WATCH_DEPTH; height++) emptyWatch.push(poseidon(Array(4).fill(emptyWatch[height - 1])));
const address = (label) => draw(label) & ((1n << 160n) - 1n);
const short = (value, bytes) => `0x${value.toString(16).padStart(2 * bytes, '0')}`;
function watchPath(leaves, index) {
  const level = new Map(leaves);
  const siblings = [];
  let [nodes, at] = [level, index];
  for (let height = 0; height < WATCH_DEPTH; height++) {
    const family = (parent) => [0, 1, 2, 3].map((i) => nodes.get(4 * parent + i) ?? emptyWatch[height]);
    const parent = Math.floor(at / 4);
    siblings.push(family(parent).filter((_, i) => i !== at % 4));
    const parents = new Set([...nodes.keys()].map((i) => Math.floor(i / 4)));
    nodes = new Map([...parents].map((i) => [i, poseidon(family(i))]));
    at = parent;
  }
  return { siblings, root: nodes.get(0) };
}
const watchProvider = address('watched provider');
const watchEpoch = 19_000;
const members = Array.from({ length: 5 }, (_, i) => {
  const watcher = address(`watcher ${i}`);
  const present = i !== 3;
  const bitmap = present ? draw(`bitmap ${i}`) & ((1n << 96n) - 1n) : 0n;
  const salt = draw(`watch salt ${i}`);
  const index = [0, 5, 4 ** WATCH_DEPTH - 1, 0, 1_234][i];
  const leaf = poseidon([watcher, watchProvider, BigInt(watchEpoch), bitmap, salt]);
  const others = [1, 2, 3].map((k) => [(index + k * k * 7) % 4 ** WATCH_DEPTH, draw(`other leaf ${i} ${k}`)]);
  const { siblings, root } = watchPath([...others, [index, leaf]], index);
  return { present, watcher, bitmap, salt, index, leaf, siblings, root: present ? root : 0n };
});
const upSlots = Array.from({ length: 96 }, (_, slot) => members.filter((m) => (m.bitmap >> BigInt(slot)) & 1n).length);

/** An earning account at two states, with others beside it that change as well. */
const usageSerial = 9;
const usageOwner = keys[1].publicKey;
const usageViewKey = draw('view key of usage');
const usageStatic = hash([usageOwner.x, usageOwner.y, hash([0n, 0n, usageViewKey])]);
const usageCounters = [
  [100n, 20n, 3n],
  [3_700n, 20n, 1_027n],
];
const usageStates = usageCounters.map((counters, i) => {
  insert(10 + i, draw(`neighbour ${i}`));
  const word = pack([[5_000n + BigInt(i), 88n], ...counters.map((c) => [c, 44n]), [i, 24n]]);
  const blinding = draw(`usage blinding ${i}`);
  const { siblings, root } = insert(usageSerial, compress([usageStatic, word, blinding, BigInt(usageSerial)]));
  return { word: hex(word), blinding: hex(blinding), counters: decimals(counters), siblings, root };
});

const inputs = [1, 2, 3, 4, 5, 7].map((length) => Array.from({ length }, (_, i) => draw(`input ${length} ${i}`)));
const quads = [
  [0n, 0n, 0n, 0n],
  [1n, 2n, 3n, 4n],
  [0, 1, 2, 3].map((i) => draw(`lane ${i}`)),
  Array(4).fill(MODULUS - 1n),
];
const header = { now: 1_763_700_000, feeBps: 250, operatorSerial: 1, firstSerial: 9, openCount: 2 };
const serials = [7, 1, 2, 16_777_215, 3, 4, 5, 6, 2 ** 32 - 1];

const files = {
  hash: {
    challengeDst: hex(challengeDst),
    hash: inputs.map((input) => ({ input: input.map(hex), output: hex(hash(input)) })),
    compress: quads.map((input) => ({ input: input.map(hex), output: hex(compress(input)) })),
    permute: quads.map((input) => ({ input: input.map(hex), output: permute(input).map(hex) })),
  },
  keys: keys.map(({ name, privateKey, publicKey: key }) => ({
    name,
    privateKey: scalar(privateKey),
    publicKey: point(key),
  })),
  tags: Object.fromEntries(Object.entries(TAGS).map(([name, tag]) => [name, hex(tag)])),
  account: {
    salt: hex(salt),
    accounts: accounts.map((a) => ({
      name: a.name,
      serial: a.serial,
      owner: point(a.owner),
      providerSerial: a.providerSerial,
      prices: decimals(a.prices),
      expiry: a.expiry,
      viewKey: hex(a.viewKey),
      balance: String(a.balance),
      counters: decimals(a.counters),
      nonce: a.nonce,
      blinding: hex(a.blinding),
      pricesExpiry: hex(a.pricesExpiry),
      terms: hex(a.terms),
      static: hex(a.staticHash),
      word: hex(a.word),
      leaf: hex(a.leaf),
      pad: { slot: a.pad.slot, blinding: hex(a.pad.blinding), mask: hex(a.pad.mask) },
      access: hex(hash([a.viewKey, BigInt(a.serial), TAGS.access])),
    })),
  },
  tree: {
    depth: DEPTH,
    empty: empty.map(hex),
    insertions,
  },
  watch: {
    depth: WATCH_DEPTH,
    empty: emptyWatch.map(hex),
    poseidon: inputs
      .filter(({ length }) => length === 4 || length === 5)
      .map((input) => ({ input: input.map(hex), output: hex(poseidon(input)) })),
    committee: {
      provider: short(watchProvider, 20),
      epoch: watchEpoch,
      missedSlots: upSlots.filter((count) => count < 3).length,
      members: members.map(({ present, watcher, bitmap, salt, index, leaf, siblings, root }) => ({
        ...{ present, watcher: short(watcher, 20), bitmap: short(bitmap, 12), salt: hex(salt), index, leaf: hex(leaf) },
        ...{ siblings: siblings.map((level) => level.map(hex)), root: hex(root) },
      })),
    },
  },
  usage: {
    serial: usageSerial,
    owner: point(usageOwner),
    viewKey: hex(usageViewKey),
    states: usageStates,
    increases: usageCounters[0].map((before, i) => String(usageCounters[1][i] - before)),
  },
  receipt: receipts,
  withdrawal: withdrawals,
  publicInputs: {
    domain: { chainId: 31337, rollup: '0x5FbDB2315678afecb367f032d93F642f64180aa3', version: 1, domain: hex(domain) },
    header: {
      ...header,
      packed: hex(
        pack([
          [header.now, 48n],
          [header.feeBps, 16n],
          [header.operatorSerial, 32n],
          [header.firstSerial, 32n],
          [header.openCount, 16n],
        ]),
      ),
    },
    serials: {
      serials,
      packed: Array.from({ length: Math.ceil(serials.length / 7) }, (_, i) =>
        hex(pack(serials.slice(7 * i, 7 * i + 7).map((s) => [s, 32n]))),
      ),
    },
  },
};

const check = process.argv.includes('--check');
let differences = 0;
for (const [name, content] of Object.entries(files)) {
  const path = new URL(`../vectors/${name}.json`, import.meta.url);
  const text = `${JSON.stringify(content, null, 2)}\n`;
  if (!check) {
    writeFileSync(path, text);
  } else if (readFileSync(path, 'utf8') !== text) {
    console.error(`vectors/${name}.json differs from what bb.js gives`);
    differences++;
  }
}
console.log(
  check
    ? `${Object.keys(files).length - differences} files agree with bb.js`
    : `wrote ${Object.keys(files).length} files`,
);
process.exitCode = differences > 0 ? 1 : 0;
