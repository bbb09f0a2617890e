import type { Primitives } from '../../scripts/primitives.mjs';
import { leafOf, type TestAccount, wordOf } from '../support/TestAccount.js';
import { TestTree } from '../support/TestTree.js';

const DEPTH = 16;
const COUNTER_BITS = 44n;

/** The inputs of the usage circuit, by name. */
export type UsageInputs = {
  serial: bigint;
  rootA: bigint;
  rootB: bigint;
  resource: bigint;
  minIncrease: bigint;
  owner: bigint[];
  viewKey: bigint;
  words: bigint[];
  blindings: bigint[];
  siblings: bigint[][][];
  presentA: bigint;
};

/** An account at two states, undefined where it isn't there, with neighbours that change in between. */
export type UsageStates = { before: TestAccount | undefined; after: TestAccount | undefined };

/** States of the tree that somebody can open, by root: the accounts by the place of their leaf. */
export class UsageWorld {
  readonly #states = new Map<bigint, Map<bigint, TestAccount>>();
  readonly #primitives: Primitives;

  constructor(primitives: Primitives) {
    this.#primitives = primitives;
  }

  /** Adds two states with an account's openings, and gives the circuit's inputs for it; whatever is told is believed. */
  inputs({ before, after }: UsageStates, asked: Partial<UsageInputs>): UsageInputs {
    const one = after ?? before;
    if (one === undefined) throw new Error('An account that is never there has no inputs');
    const place = one.place ?? one.serial;
    const tree = new TestTree(this.#primitives);
    const states = [before, after].map((account, i) => {
      tree.set(place === 0 ? 1 : place - 1, BigInt(i) + 1_000n);
      tree.set(1_000_000 + i, BigInt(i) + 2_000n);
      tree.set(place, account === undefined ? 0n : leafOf(this.#primitives, account));
      const siblings = tree.path(place, DEPTH).map((level, height) => {
        const digit = Math.floor(place / 4 ** height) % 4;
        return level.filter((_, k) => k !== digit);
      });
      this.#states.set(tree.root(), new Map(account === undefined ? [] : [[BigInt(place), account]]));
      const word = account === undefined ? 0n : wordOf(account);
      return { root: tree.root(), siblings, word, blinding: account?.blinding ?? 0n };
    });
    return {
      serial: BigInt(place),
      rootA: states[0]?.root ?? 0n,
      rootB: states[1]?.root ?? 0n,
      resource: 0n,
      minIncrease: 0n,
      owner: [one.owner.x, one.owner.y],
      viewKey: one.viewKey,
      words: states.map(({ word }) => word),
      blindings: states.map(({ blinding }) => blinding),
      siblings: states.map(({ siblings }) => siblings),
      presentA: before === undefined ? 0n : 1n,
      ...asked,
    };
  }

  /** Whether what the statement says of these public inputs is so in this world, said plainly. */
  isTrue([serial = 0n, rootA = 0n, rootB = 0n, resource = 0n, minIncrease = 0n]: readonly bigint[]): boolean {
    const [first, second] = [this.#states.get(rootA), this.#states.get(rootB)];
    if (first === undefined || second === undefined) return false;
    if (resource > 2n || minIncrease >> COUNTER_BITS !== 0n || serial >= 4n ** BigInt(DEPTH)) return false;
    const [before, after] = [first.get(serial), second.get(serial)];
    if (after === undefined || !isEarning(after, serial)) return false;
    if (before !== undefined && !(isEarning(before, serial) && isSame(before, after))) return false;
    const counter = (account: TestAccount | undefined) => account?.counters[Number(resource)] ?? 0n;
    return counter(after) - counter(before) >= minIncrease;
  }
}

function isEarning({ providerSerial, prices, expiry, ...account }: TestAccount, serial: bigint): boolean {
  const isWord =
    account.balance >> 88n === 0n &&
    account.counters.every((counter) => counter >> COUNTER_BITS === 0n) &&
    account.nonce >> 24n === 0n;
  return (
    isWord && BigInt(account.serial) === serial && [providerSerial, ...prices, expiry].every((value) => value === 0n)
  );
}

function isSame(one: TestAccount, other: TestAccount): boolean {
  return one.owner.x === other.owner.x && one.owner.y === other.owner.y && one.viewKey === other.viewKey;
}
