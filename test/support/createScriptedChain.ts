import type { BatchData, Point, Terms } from '@tallystick/prover';
import { hashTerms } from '@tallystick/prover';
import { type Hex, numberToHex } from 'viem';
import type { Chain, MinedTransaction, RollupEvent, RollupState } from '../../sequencer/src/l1/Chain.js';
import { waitUntil } from '../../sequencer/src/util/waitUntil.js';

/** What happens to the transactions that are sent: mined at once, mined but reverted, dropped, or waiting until `mine`. */
export type TransactionFate = 'mined' | 'reverted' | 'dropped' | 'waiting';

/**
 * A chain without proofs: it keeps the queue, the root and the fate of transactions as a script says, and nothing else. For tests of what
 * the sequencer does about each fate; the rollup itself is tested with real proofs.
 */
export function createScriptedChain({ operatorSerial = 1 }: { operatorSerial?: number } = {}) {
  const events: RollupEvent[] = [];
  const known = new Map<Hex, { data: BatchData; mined?: MinedTransaction }>();
  let signed = 0;
  let block = 1n;
  let time = 1_700_000_000;
  let fate: TransactionFate = 'mined';
  const state: RollupState = {
    batchId: 0,
    root: 0n,
    batchTime: 0,
    firstQueued: 1,
    nextSerial: 1,
    feeBps: 100,
    operatorSerial,
  };
  const ranges: [bigint, bigint][] = [];

  function apply(data: BatchData): void {
    state.batchId++;
    state.root = data.newRoot;
    state.batchTime = data.now;
    state.firstQueued += data.opens.length;
  }

  const pending = new Map<Hex, BatchData>();
  const chain: Chain = {
    chainId: async () => 31337,
    head: async () => ({ number: block, time }),
    state: async () => ({ ...state }),
    hasShape: async () => true,
    async events(from, to) {
      ranges.push([from, to]);
      return events.filter((event) => event.block >= from && event.block <= to);
    },
    async sign({ data }) {
      const hash = numberToHex(++signed, { size: 32 });
      pending.set(hash, data);
      return { hash, raw: hash };
    },
    async send(raw) {
      const data = pending.get(raw);
      if (!data) throw new Error('sent without being signed');
      if (fate === 'dropped') return;
      block++;
      const mined = { block, gasUsed: 1_000_000n, succeeded: fate === 'mined' };
      known.set(raw, fate === 'waiting' ? { data } : { data, mined });
      if (fate === 'mined') apply(data);
    },
    wait: (hash, _confirmations, timeoutMs, signal) =>
      waitUntil({ timeoutMs, intervalMs: 5, signal }, async () => known.get(hash)?.mined),
    knows: async (hash) => known.has(hash),
    balance: async () => 0n,
  };

  return {
    chain,
    state,
    /** Ranges of blocks whose events were asked for. */
    ranges,
    /** What becomes of the next transactions. */
    fate(next: TransactionFate) {
      fate = next;
    },
    /** Mines a transaction that waits, or that was dropped by the node that was asked. */
    mine(hash: Hex) {
      const data = pending.get(hash);
      if (!data) throw new Error('mined without being signed');
      known.set(hash, { data, mined: { block: ++block, gasUsed: 1n, succeeded: true } });
      apply(data);
    },
    pass(seconds: number) {
      time += seconds;
      block++;
    },
    time: () => time,
    /** Queues an open and returns its serial. */
    open({ owner, terms, amount }: { owner: Point; terms: Terms; amount: bigint }): number {
      const serial = state.nextSerial++;
      events.push({
        type: 'opened',
        serial,
        owner,
        terms: hashTerms(terms),
        amount,
        deadline: time + 86_400,
        block: ++block,
      });
      return serial;
    },
    refund(serial: number): void {
      events.push({ type: 'refunded', serial, block: ++block });
    },
  };
}
