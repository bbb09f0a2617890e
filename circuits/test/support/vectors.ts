import { readFileSync } from 'node:fs';

type Point = { x: string; y: string };
type Signature = { s: string; e: string };
type Sample<Output> = { input: string[]; output: Output };

/** The pinned vectors, as scripts/vectors.mjs writes them. */
export type Vectors = {
  hash: { challengeDst: string; hash: Sample<string>[]; compress: Sample<string>[]; permute: Sample<string[]>[] };
  account: {
    salt: string;
    accounts: {
      name: string;
      serial: number;
      owner: Point;
      providerSerial: number;
      prices: string[];
      expiry: number;
      viewKey: string;
      balance: string;
      counters: string[];
      nonce: number;
      blinding: string;
      pricesExpiry: string;
      terms: string;
      static: string;
      word: string;
      leaf: string;
      pad: { slot: number; blinding: string; mask: string };
    }[];
  };
  tree: {
    depth: number;
    empty: string[];
    insertions: { serial: number; leaf: string; siblings: string[][]; root: string }[];
  };
  receipt: {
    domain: string;
    serial: number;
    units: string[];
    message: string;
    publicKey: Point;
    signature: Signature;
  }[];
  withdrawal: {
    domain: string;
    serial: number;
    nonce: number;
    amount: string;
    recipient: string;
    payout: string;
    message: string;
    publicKey: Point;
    signature: Signature;
  }[];
  watch: {
    depth: number;
    empty: string[];
    poseidon: Sample<string>[];
    committee: {
      provider: string;
      epoch: number;
      missedSlots: number;
      members: {
        present: boolean;
        watcher: string;
        bitmap: string;
        salt: string;
        index: number;
        leaf: string;
        siblings: string[][];
        root: string;
      }[];
    };
  };
  usage: {
    serial: number;
    owner: Point;
    viewKey: string;
    states: { word: string; blinding: string; counters: string[]; siblings: string[][]; root: string }[];
    increases: string[];
  };
  publicInputs: {
    header: Record<'now' | 'feeBps' | 'operatorSerial' | 'firstSerial' | 'openCount', number> & { packed: string };
    serials: { serials: number[]; packed: string[] };
  };
};

/** One file of vectors. */
export function vectors<Name extends keyof Vectors>(name: Name): Vectors[Name] {
  return JSON.parse(readFileSync(new URL(`../../vectors/${name}.json`, import.meta.url), 'utf8'));
}
