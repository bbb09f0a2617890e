import { mod, type Point, type Primitives } from '../../scripts/primitives.mjs';

export type Triple = readonly [bigint, bigint, bigint];

/** An account with whatever values a test wants: nothing here is checked. */
export type TestAccount = {
  serial: number;
  /** The leaf's index in the tree, where that isn't the serial. */
  place?: number;
  privateKey: bigint;
  owner: Point;
  providerSerial: bigint;
  prices: Triple;
  expiry: bigint;
  viewKey: bigint;
  balance: bigint;
  counters: Triple;
  nonce: bigint;
  blinding: bigint;
};

export function packTriple([a, b, c]: Triple, bits: bigint): bigint {
  return a + (b << bits) + (c << (2n * bits));
}

export function termsOf({ hash }: Primitives, { providerSerial, prices, expiry, viewKey }: TestAccount): bigint {
  return hash([providerSerial, packTriple(prices, 56n) + (expiry << 168n), viewKey]);
}

export function wordOf({ balance, counters, nonce }: TestAccount): bigint {
  return mod(balance + (packTriple(counters, 44n) << 88n) + (nonce << 220n));
}

export function leafOf(primitives: Primitives, account: TestAccount): bigint {
  const { owner, blinding, serial } = account;
  const staticHash = primitives.hash([owner.x, owner.y, termsOf(primitives, account)]);
  return primitives.compress([staticHash, wordOf(account), blinding, BigInt(serial)]);
}
