import type { BatchInputs, Value } from './batchRules.js';
import { at, type Lie, type Place } from './createLies.js';

/** A type in the circuit's own description of its inputs. */
export type AbiType =
  | { kind: 'field' | 'boolean' }
  | { kind: 'integer'; width: number }
  | { kind: 'array'; length: number; type: AbiType }
  | { kind: 'struct'; fields: { name: string; type: AbiType }[] };
export type Abi = { parameters: { name: string; type: AbiType }[] };

const P = 0x30644e72e131a029b85045b68181585d2833e84879b9709143e1f593f0000001n;

/** Widths at whose edges a field is tried, by its name; a field that isn't here is tried at the edges of all. */
const WIDTHS: Record<string, readonly bigint[]> = {
  serial: [6n, 32n], // the small shape's tree, and the whole one
  provider_serial: [6n, 32n],
  prices: [56n],
  expiry: [48n, 80n],
  balance: [88n],
  counters: [44n],
  units: [44n],
  nonce: [24n],
  packed_prices: [168n],
  packed_counters: [132n],
  prices_expiry: [168n, 216n],
  signature_s: [126n, 128n],
  signature_e: [126n, 128n],
  payouts: [88n, 248n],
  open_data: [88n],
  header: [144n],
  owner: [],
  view_key: [],
  blinding: [],
  domain: [],
  salt: [],
};
const EVERY_WIDTH = [...new Set(Object.values(WIDTHS).flat())];

/** Fields that are added up in one, at bit offsets: moving 2^offset from one to the next leaves the sum as it is. */
const PACKINGS: Record<string, readonly (readonly [Place, bigint])[][]> = {
  settles: [
    [
      [['balance'], 0n],
      [['counters', 0], 88n],
      [['counters', 1], 132n],
      [['counters', 2], 176n],
      [['nonce'], 220n],
    ],
    [
      [['prices', 0], 0n],
      [['prices', 1], 56n],
      [['prices', 2], 112n],
      [['expiry'], 168n],
    ],
    [
      [['units', 0], 0n],
      [['units', 1], 44n],
      [['units', 2], 88n],
    ],
    [
      [['signature_s', 0], 0n],
      [['signature_s', 1], 128n],
    ],
    [
      [['signature_e', 0], 0n],
      [['signature_e', 1], 128n],
    ],
  ],
  credits: [
    [
      [['balance'], 0n],
      [['counters', 0], 88n],
      [['counters', 1], 132n],
      [['counters', 2], 176n],
      [['nonce'], 220n],
    ],
  ],
  withdrawals: [
    [
      [['balance'], 0n],
      [['packed_counters'], 88n],
      [['nonce'], 220n],
    ],
    [
      [['packed_prices'], 0n],
      [['expiry'], 168n],
    ],
    [
      [['signature_s', 0], 0n],
      [['signature_s', 1], 128n],
    ],
    [
      [['signature_e', 0], 0n],
      [['signature_e', 1], 128n],
    ],
  ],
};

/** What the contract hands in, or computes and compares; the rest of the public inputs follow from the lie. */
const OUTPUTS = new Set(['old_root', 'new_root', 'packed_serials', 'updates']);
/** What proves where a leaf lies: it follows from the other inputs, unless the lie is about just that. */
const isOfTree = (place: Place): boolean => place[0] === 'cap' || place[0] === 'open_paths' || place.includes('path');

type Change = NonNullable<Lie['changes']>[number];

/**
 * Lies about every private input of every slot, and about what the contract hands in, made from the circuit's description of its inputs: values
 * at the edges of every width, those of another account, the same sum packed otherwise, alone and together with what would profit by it.
 */
export function generateLies(abi: Abi, scenarios: Record<string, BatchInputs>): Lie[] {
  return Object.entries(scenarios).flatMap(([scenario, inputs]) => {
    const scalars = abi.parameters
      .filter(({ name }) => !OUTPUTS.has(name))
      .flatMap(({ name, type }) =>
        scalarsOf(type).map(({ place, kind }) => ({ place: [name, ...place] as Place, kind })),
      );
    const lie = (changes: readonly Change[], isTreeHonest = false): Lie => ({
      name: `${scenario}${isTreeHonest ? ', tree as it was' : ''}: ${changes.map(({ place, value }) => `${place.join('.')} = ${say(value)}`).join(', ')}`,
      scenario,
      changes,
      isTreeHonest,
    });
    const single = scalars.filter(({ place }) => !isOfTree(place));
    const edges = single.flatMap(({ place, kind }) =>
      valuesFor(inputs, place, kind).map((value): Change => ({ place, value })),
    );
    const aliases = aliasesOf(inputs);
    return [
      { name: `${scenario}: nothing`, scenario },
      ...edges.map((change) => lie([change])),
      ...edges.filter(({ place, value }) => isNear(at(inputs, place), value)).map((change) => lie([change], true)),
      ...scalars
        .filter(({ place }) => isOfTree(place))
        .flatMap(({ place }) => [0n, (at(inputs, place) as bigint) + 1n].map((value) => lie([{ place, value }], true))),
      ...swapsOf(inputs).flatMap((changes) => [lie(changes), lie(changes, true)]),
      ...aliases.flatMap(({ slot, changes }) => [
        { ...lie(changes), isAlias: true },
        lie(changes, true),
        ...profitsOf(inputs, slot, changes).map((profit) => ({ ...lie([...changes, ...profit]), isCombined: true })),
      ]),
      ...profits(inputs).map((changes) => lie(changes)),
      ...headersOf(inputs).map((changes) => lie(changes)),
      ...['old_root', 'new_root', 'packed_serials', 'updates'].flatMap((output) =>
        scalarsOf(abi.parameters.find(({ name }) => name === output)?.type ?? { kind: 'field' }).map(
          ({ place }): Lie => ({
            name: `${scenario}: ${[output, ...place].join('.')} is another`,
            scenario,
            outputs: [{ place: [output, ...place], add: 1n }],
          }),
        ),
      ),
      { name: `${scenario}: signed with the point at infinity`, scenario, isNonceInfinite: true },
    ];
  });
}

function say(value: Value): string {
  if (Array.isArray(value)) return `[${value.map(say).join(' ')}]`;
  if (typeof value !== 'bigint') return `${value}`;
  return value > P / 2n ? `-${(P - value).toString(16)}` : value.toString(16);
}

function scalarsOf(type: AbiType): { place: Place; kind: 'field' | 'boolean' | 'integer' }[] {
  if (type.kind === 'array') {
    return Array.from({ length: type.length }, (_, i) =>
      scalarsOf(type.type).map(({ place, kind }) => ({ place: [i, ...place], kind })),
    ).flat();
  }
  if (type.kind === 'struct') {
    return type.fields.flatMap(({ name, type: of }) =>
      scalarsOf(of).map(({ place, kind }) => ({ place: [name, ...place], kind })),
    );
  }
  return [{ place: [], kind: type.kind }];
}

function valuesFor(inputs: BatchInputs, place: Place, kind: 'field' | 'boolean' | 'integer'): Value[] {
  const honest = at(inputs, place);
  if (kind === 'boolean') return [!honest];
  if (kind === 'integer') return [0n, 1n, 2n, 255n].filter((value) => value !== honest);
  const value = honest as bigint;
  const others = ['settles', 'credits', 'withdrawals'].flatMap((name) =>
    (inputs[name] as Value[]).flatMap((slot) => {
      try {
        const other = at(slot, place.slice(2));
        return typeof other === 'bigint' ? [other] : [];
      } catch {
        return [];
      }
    }),
  );
  const named = place.findLast((key) => typeof key === 'string') as string;
  const edges = (WIDTHS[named] ?? EVERY_WIDTH).flatMap((k) => [(1n << k) - 1n, 1n << k, (1n << k) + 1n]);
  const now = nowOf(inputs);
  // What the circuit would take for a cell of its memory, were the number not held to its width.
  const beyond = named === 'serial' ? [value + (1n << 36n), value + (1n << 32n)] : [];
  const times = named === 'expiry' ? [now - 1n, now, now + 1n] : [];
  const all = [0n, 1n, P - 1n, ...edges, ...times, ...beyond, value + 1n, value - 1n, ...others].map(
    (each) => ((each % P) + P) % P,
  );
  return [...new Set(all)].filter((each) => each !== value);
}

function isNear(honest: Value, value: Value): boolean {
  if (typeof honest === 'boolean') return true;
  return value === (honest as bigint) + 1n || value === (honest as bigint) - 1n || value === 0n;
}

/** Another slot's owner, or another slot's whole account, in this one. */
function swapsOf(inputs: BatchInputs): Change[][] {
  const slots = ['settles', 'credits', 'withdrawals'].flatMap((name) =>
    (inputs[name] as Value[]).map((_slot, i): Place => [name, i]),
  );
  return slots.flatMap((place) =>
    slots
      .filter((other) => other !== place)
      .flatMap((other) => {
        const take = (names: readonly string[]): Change[] =>
          names.flatMap((name) => {
            const slot = at(inputs, other) as Record<string, Value>;
            const own = at(inputs, place) as Record<string, Value>;
            return name in slot && name in own ? [{ place: [...place, name], value: slot[name] as Value }] : [];
          });
        return [
          take(['owner']),
          take(['serial']),
          take(['view_key', 'blinding']),
          take(['signature_s', 'signature_e']),
        ].filter((changes) => changes.length > 0);
      }),
  );
}

type Alias = { slot: Place; changes: Change[] };

/** Every way to say the same packed sum with a field beyond its width and its neighbour made up for it. */
function aliasesOf(inputs: BatchInputs): Alias[] {
  const now = nowOf(inputs);
  return Object.entries(PACKINGS).flatMap(([name, packings]) =>
    (inputs[name] as Value[]).flatMap((_slot, i) => {
      const slot: Place = [name, i];
      return packings.flatMap((packing) =>
        packing.slice(1).flatMap(([upper, offset], below) => {
          const [lower, lowerOffset] = packing[below] as readonly [Place, bigint];
          const [low, high] = [at(inputs, [...slot, ...lower]) as bigint, at(inputs, [...slot, ...upper]) as bigint];
          const moved = new Set([1n, -1n, 2n, high, high - now, high - now - 1n, -(high - now)]);
          return [...moved]
            .filter((count) => count !== 0n)
            .map((count) => ({
              slot,
              changes: [
                { place: [...slot, ...lower], value: modP(low + (count << (offset - lowerOffset))) },
                { place: [...slot, ...upper], value: modP(high - count) },
              ],
            }));
        }),
      );
    }),
  );
}

const nowOf = (inputs: BatchInputs): bigint => (inputs.header as bigint) & ((1n << 48n) - 1n);

const HEADER: readonly (readonly [bigint, bigint])[] = [
  [0n, 48n],
  [48n, 16n],
  [64n, 32n],
  [96n, 32n],
  [128n, 16n],
];

/** Headers in which one part is at an edge. */
function headersOf(inputs: BatchInputs): Change[][] {
  const header = inputs.header as bigint;
  return HEADER.flatMap(([offset, bits]) => {
    const part = (header >> offset) & ((1n << bits) - 1n);
    const edges = [0n, 1n, 2n, 3n, 63n, 64n, 1000n, 1001n, (1n << bits) - 1n, part - 1n, part + 1n];
    return [...new Set(edges)]
      .filter((value) => value >= 0n && value < 1n << bits && value !== part)
      .map((value) => [{ place: ['header'], value: header + ((value - part) << offset) }]);
  });
}

const modP = (value: bigint): bigint => ((value % P) + P) % P;

/** What somebody would do with an account that says what the changes say: take more, count less, come later or earlier. */
function profitsOf(inputs: BatchInputs, slot: Place, changes: readonly Change[]): Change[][] {
  return profits(inputs).filter(
    (profit) =>
      profit.every(({ place }) => !changes.some(({ place: changed }) => changed.join() === place.join())) &&
      profit.some(
        ({ place }) => slot.every((key, i) => place[i] === key) || place[0] === 'payouts' || place[0] === 'header',
      ),
  );
}

function profits(inputs: BatchInputs): Change[][] {
  const payout = (inputs.payouts as bigint[])[0] ?? 0n;
  const recipient = payout >> 88n;
  const paying = (amount: bigint): Change => ({ place: ['payouts', 0], value: amount + ((recipient || 5n) << 88n) });
  const withdrawal = at(inputs, ['withdrawals', 0]) as Record<string, bigint>;
  const balance = withdrawal.balance ?? 0n;
  const settle = at(inputs, ['settles', 0]) as Record<string, Value>;
  const [counters, units] = [settle.counters as bigint[], settle.units as bigint[]];
  const prices = settle.prices as bigint[];
  const raise = (index: number, by: bigint): Change => ({
    place: ['settles', 0, 'units', index],
    value: modP((counters[index] ?? 0n) + by),
  });
  const most = prices[0] === 0n || prices[0] === undefined ? 0n : (settle.balance as bigint) / prices[0];
  return [
    ...[0n, balance, balance + 1n, (1n << 88n) - 1n].map((amount) => [paying(amount)]),
    ...[0, 1, 2].flatMap((i) =>
      [-1n, 0n, 1n, most, most + 1n, (1n << 44n) - 1n - (counters[i] ?? 0n)].map((by) => [raise(i, by)]),
    ),
    [raise(0, -1n), raise(1, 1n)],
    [raise(0, 1n), raise(1, -1n)],
    [{ place: ['settles', 0, 'active'], value: false }, ...units.map((_unit, i) => raise(i, 0n))],
    [{ place: ['settles', 0, 'active'], value: false }, raise(0, 1n)],
    [{ place: ['settles', 0, 'active'], value: false }, raise(0, 1n), raise(1, -1n)],
    [
      { place: ['withdrawals', 0, 'active'], value: false },
      { place: ['payouts', 0], value: 0n },
    ],
    [{ place: ['withdrawals', 0, 'active'], value: false }, paying(1n)],
  ];
}

/** What a hint was asked for in an honest run: parts as it answers them. */
export type HintCall = { name: string; call: number; values: bigint[][] };

/** How the numbers that a hint gives one after the other make up one: each so many times the one before. */
const RADIXES: Record<string, (index: number) => bigint> = {
  split_header: (index) => 1n << ([48n, 16n, 32n, 32n][index] ?? 1n),
  split_serial: () => 4n,
  split_fee: () => 10_000n,
  split_sum: (index) => 1n << ([96n, 52n, 52n][index] ?? 1n),
  split_payout: () => 1n << 88n,
};

type Answer = (honest: readonly bigint[]) => bigint[];

/** Lies about each hint that an honest run asks for: each number another, and the same sum split otherwise, alone and where somebody profits. */
export function generateHintLies(scenario: string, inputs: BatchInputs, calls: readonly HintCall[]): Lie[] {
  const tenThousandth = inverse(10_000n);
  const shifted: Lie = {
    name: `${scenario}: hints split_fee 0 and 1: a fraction of a fee from one to the other`,
    scenario,
    hints: [tenThousandth, -tenThousandth].map((fraction, call) => ({
      name: 'split_fee',
      call,
      answer: ([fee = 0n, rest = 0n]) => [fee + fraction, rest + (call === 0 ? -1n : 1n)],
    })),
  };
  const each = calls.flatMap(({ name, call, values }) => {
    const flat = values.flat();
    const others = flat.flatMap((_value, i): [string, Answer][] => {
      const changed =
        (change: (value: bigint) => bigint): Answer =>
        (honest) =>
          honest.map((each, j) => (j === i ? change(each) : each));
      return [
        [`${i} + 1`, changed((value) => value + 1n)],
        [`${i} - 1`, changed((value) => value - 1n)],
        [`${i} = 0`, changed(() => 0n)],
      ];
    });
    const pairs = flat.slice(1).flatMap((_value, i): [string, Answer][] => {
      const pair =
        (change: (first: bigint, second: bigint) => [bigint, bigint]): Answer =>
        (honest) => {
          const [one, two] = change(honest[i] ?? 0n, honest[i + 1] ?? 0n);
          return honest.map((each, j) => (j === i ? one : j === i + 1 ? two : each));
        };
      const swapped: [string, Answer] = [`${i} and ${i + 1} swapped`, pair((first, second) => [second, first])];
      const radix = RADIXES[name]?.(i);
      if (radix === undefined) return [swapped];
      // Of a fee the rest comes second, which counts once; of the others the first does.
      const split = (change: (low: bigint, high: bigint) => [bigint, bigint]): Answer =>
        pair((first, second) => {
          if (name !== 'split_fee') return change(first, second);
          const [rest, whole] = change(second, first);
          return [whole, rest];
        });
      return [
        swapped,
        [`${i} and ${i + 1}: one more below`, split((low, high) => [low + radix, high - 1n])],
        [`${i} and ${i + 1}: one less below`, split((low, high) => [low - radix, high + 1n])],
        [`${i} and ${i + 1}: all below`, split((low, high) => [low + high * radix, 0n])],
        [`${i} and ${i + 1}: all above, in the field`, split((low, high) => [0n, high + low * inverse(radix)])],
      ];
    });
    const profitable =
      name === 'split_payout'
        ? profits(inputs).filter((changes) => changes.every(({ place }) => place[0] === 'payouts'))
        : [];
    const opens = inputs.open_data as Value[];
    const none = opens.map((_data, i): Change => ({ place: ['open_data', i], value: [0n, 0n, 0n, 0n] }));
    const backwards = [...opens].reverse().map((value, i): Change => ({ place: ['open_data', i], value }));
    const header = inputs.header as bigint;
    const feeBelowZero = (header & ~(0xffffffffffffn << 48n)) + (0xffffn << 48n);
    const ofHeader: [string, Answer, readonly Change[]][] =
      name === 'split_header'
        ? [
            [
              'all opens in one bit',
              (honest) => [
                ...honest.slice(0, 4),
                honest.slice(4).reduce((sum, bit) => sum + bit, 0n),
                ...honest.slice(5).map(() => 0n),
              ],
              none,
            ],
            ['the last opens first', (honest) => [...honest.slice(0, 4), ...honest.slice(4).reverse()], backwards],
            [
              'a fee below zero',
              (honest) => honest.map((each, i) => (i === 1 ? each - 0x10000n : i === 2 ? each + 1n : each)),
              [{ place: ['header'], value: feeBelowZero }],
            ],
          ]
        : [];
    const alone = [...others, ...pairs].map(([what, answer]): [string, Answer, readonly Change[]] => [
      what,
      answer,
      [],
    ]);
    const together = pairs.flatMap(([what, answer]) =>
      profitable.map((changes): [string, Answer, readonly Change[]] => [
        `${what}, ${changes.map(({ value }) => say(value)).join()}`,
        answer,
        changes,
      ]),
    );
    return [...alone, ...together, ...ofHeader]
      .filter(([, answer, changes]) => changes.length > 0 || answer(flat).some((each, i) => each !== flat[i]))
      .map(([what, answer, changes]) => ({
        name: `${scenario}: hint ${name} ${call}: ${what}`,
        scenario,
        changes,
        hints: [{ name, call, answer }],
      }));
  });
  return [...each, shifted];
}

function inverse(value: bigint): bigint {
  let [result, base, exponent] = [1n, value, P - 2n];
  while (exponent > 0n) {
    if (exponent & 1n) result = (result * base) % P;
    base = (base * base) % P;
    exponent >>= 1n;
  }
  return result;
}
