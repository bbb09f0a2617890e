import type { BatchData } from '@tallystick/prover/batch';
import type { RollupEvent, TransactionFees } from '@tallystick/prover/chain';
import { emptyNodes, hashTerms, type Point, type Terms } from '@tallystick/prover/core';
import { BaseError, type Hex, keccak256, numberToHex, toHex, zeroAddress } from 'viem';
import type { BatchCall, BlockHeader, Chain, MinedTransaction, RollupState } from '../../sequencer/src/l1/Chain.js';
import { nodeError } from './nodeError.js';
import { type ScriptedWorld, scriptedRefusal } from './scriptedRefusal.js';

/** What happens to the transactions that are sent: mined at once, mined but reverted, dropped, or waiting until `mine`. */
export type TransactionFate = 'mined' | 'reverted' | 'dropped' | 'waiting';

/** A signed transaction of the scripted chain; `call` is missing in those of another program that uses the key. */
export type ScriptedTransaction = TransactionFees & { hash: Hex; nonce: number; call?: BatchCall };

type Block = BlockHeader & { events: RollupEvent[]; transactions: Map<Hex, MinedTransaction>; world: ScriptedWorld };

/**
 * A chain without proofs: blocks with hashes, a contract that checks everything but the proof, a pool of transactions with nonces and
 * fees, reorgs, and nodes that are behind or refuse. For tests of what the sequencer does about each; the rollup itself is tested with
 * real proofs.
 */
export function createScriptedChain({ operatorSerial = 1 }: { operatorSerial?: number } = {}) {
  let time = 1_700_000_000;
  let made = 0;
  let fate: TransactionFate = 'mined';
  let baseFeePerGas = 1_000n;
  let balance = 10n ** 21n;
  let behind = 0;
  let unreachable = false;
  let mostBlocks = Number.POSITIVE_INFINITY;
  const ranges: [bigint, bigint][] = [];
  const sent: ScriptedTransaction[] = [];
  const signed = new Map<Hex, ScriptedTransaction>();
  const pool = new Map<Hex, ScriptedTransaction>();

  const genesis: ScriptedWorld = {
    state: {
      ...{ block: 0n, batchId: 0, root: emptyRoot(), batchTime: 0, firstQueued: 1, nextSerial: 1, feeBps: 100 },
      operatorSerial,
    },
    opens: new Map(),
    nonce: 0,
  };
  const chainOfBlocks: Block[] = [];
  append([], genesis);

  function append(events: RollupEvent[], world: ScriptedWorld, transactions: Block['transactions'] = new Map()): Block {
    const parent = chainOfBlocks.at(-1);
    const number = BigInt(chainOfBlocks.length);
    // Every block that was ever made has a hash of its own, as with other transactions or another miner.
    const hash = keccak256(toHex(`block ${++made} after ${parent?.hash}`));
    const block = {
      number,
      hash,
      parentHash: parent?.hash ?? numberToHex(0, { size: 32 }),
      time,
      events,
      transactions,
      world,
    };
    chainOfBlocks.push(block);
    return block;
  }
  function top(): Block {
    const block = chainOfBlocks.at(-1);
    if (!block) throw new Error('a chain without blocks');
    return block;
  }
  const seen = (): Block => chainOfBlocks[Math.max(0, chainOfBlocks.length - 1 - behind)] ?? top();
  const copy = ({ state, opens, nonce }: ScriptedWorld): ScriptedWorld => ({
    state: { ...state, block: nextNumber() },
    opens: new Map(opens),
    nonce,
  });
  const nextNumber = () => BigInt(chainOfBlocks.length);
  function answer(): void {
    if (unreachable) throw new BaseError('HTTP request failed.', { details: 'fetch failed' });
  }

  function settled(data: BatchData, world: ScriptedWorld, txHash: Hex): RollupEvent {
    const { state } = world;
    const event: RollupEvent = {
      type: 'settled',
      batchId: BigInt(state.batchId + 1),
      shapeId: 1,
      newRoot: data.newRoot,
      now: data.now,
      salt: data.salt,
      firstSerial: state.firstQueued,
      openCount: data.opens.length,
      updates: data.serials.map((serial, i) => {
        return { serial, leaf: data.leaves[i] ?? 0n, maskedWord: data.maskedWords[i] ?? 0n };
      }),
      txHash,
      block: nextNumber(),
    };
    state.batchId++;
    state.root = data.newRoot;
    state.batchTime = data.now;
    state.firstQueued += data.opens.length;
    return event;
  }

  /** A block with the transactions given, in order. */
  function mineThese(transactions: readonly ScriptedTransaction[], { fail = false } = {}): Block {
    const world = copy(top().world);
    const events: RollupEvent[] = [];
    const mined: Block['transactions'] = new Map();
    for (const { hash, nonce, call } of transactions) {
      world.nonce = Math.max(world.nonce, nonce + 1);
      pool.delete(hash);
      const succeeded = !fail && (call === undefined || scriptedRefusal(call, world, time) === undefined);
      mined.set(hash, { block: nextNumber(), gasUsed: succeeded ? 1_000_000n : 30_000n, succeeded });
      if (succeeded && call) events.push(settled(call.data, world, hash));
    }
    for (const [hash, { nonce }] of pool) if (nonce < world.nonce) pool.delete(hash);
    return append(events, world, mined);
  }

  /** Those of the pool that can be mined now: in the order of nonces, without a gap, the dearest of each, with fees that suffice. */
  function minable(): ScriptedTransaction[] {
    const list: ScriptedTransaction[] = [];
    for (let nonce = top().world.nonce; ; nonce++) {
      const [dearest] = [...pool.values()]
        .filter((transaction) => transaction.nonce === nonce)
        .sort((a, b) => (a.maxFeePerGas < b.maxFeePerGas ? 1 : -1));
      if (!dearest || dearest.maxFeePerGas < baseFeePerGas) return list;
      list.push(dearest);
    }
  }

  function receive(transaction: ScriptedTransaction): void {
    const { hash, nonce, maxFeePerGas, maxPriorityFeePerGas } = transaction;
    if (pool.has(hash)) throw nodeError('already known');
    if (nonce < top().world.nonce) throw nodeError('nonce too low');
    if (balance < 1_000_000n * maxFeePerGas) throw nodeError('insufficient funds for gas * price + value');
    const rival = [...pool.values()].find((other) => other.nonce === nonce);
    if (rival) {
      const enough = (fee: bigint, old: bigint) => fee * 10n >= old * 11n;
      if (!enough(maxFeePerGas, rival.maxFeePerGas) || !enough(maxPriorityFeePerGas, rival.maxPriorityFeePerGas)) {
        throw nodeError('replacement transaction underpriced');
      }
      pool.delete(rival.hash);
    }
    pool.set(hash, transaction);
  }

  const receiptOf = (hash: Hex): MinedTransaction | undefined => {
    const upTo = seen().number;
    for (const block of chainOfBlocks) {
      const mined = block.number <= upTo ? block.transactions.get(hash) : undefined;
      if (mined) return mined;
    }
    return undefined;
  };
  const signBatch: Chain['signBatch'] = async ({ nonce, maxFeePerGas, maxPriorityFeePerGas, gas: _, ...call }) => {
    const hash = keccak256(
      toHex(`${nonce} ${maxFeePerGas} ${maxPriorityFeePerGas} ${call.data.salt} ${call.data.newRoot}`),
    );
    signed.set(hash, { hash, nonce, maxFeePerGas, maxPriorityFeePerGas, call });
    return { hash, raw: hash };
  };
  const nonces: Chain['nonces'] = async () => {
    answer();
    const latest = seen().world.nonce;
    let pending = latest;
    while ([...pool.values()].some(({ nonce }) => nonce === pending)) pending++;
    return { latest, pending };
  };
  const header = ({ number, hash, parentHash, time: at }: Block): BlockHeader => ({
    number,
    hash,
    parentHash,
    time: at,
  });

  const chain: Chain = {
    chainId: async () => 31337,
    async head() {
      answer();
      return header(seen());
    },
    async block(number) {
      answer();
      const block = chainOfBlocks[Number(number)];
      return block && number <= seen().number ? header(block) : undefined;
    },
    async state(number) {
      answer();
      const block = number === undefined ? seen() : chainOfBlocks[Number(number)];
      if (!block || block.number > seen().number) throw nodeError('header not found');
      return { ...block.world.state };
    },
    hasShape: async () => true,
    async events(from, to) {
      answer();
      if (to - from >= mostBlocks) throw nodeError(`query exceeds max block range ${mostBlocks}`);
      ranges.push([from, to]);
      const upTo = seen().number;
      const found = chainOfBlocks.filter(({ number }) => number >= from && number <= to && number <= upTo);
      return found.flatMap((block) => block.events);
    },
    async eventsOf({ hash, number }) {
      answer();
      const block = chainOfBlocks[Number(number)];
      if (block?.hash !== hash || number > seen().number) throw nodeError('unknown block');
      return [...block.events];
    },
    async estimate(call) {
      answer();
      const refused = scriptedRefusal(call, seen().world, time);
      if (refused) throw refused;
      return 1_000_000n;
    },
    revertOf: async (hash) => {
      const call = signed.get(hash)?.call;
      return call && scriptedRefusal(call, top().world, time);
    },
    nonces,
    async fees() {
      answer();
      return { baseFeePerGas, priorityFeePerGas: 10n };
    },
    signBatch,
    async send(raw) {
      answer();
      const transaction = signed.get(raw);
      if (!transaction) throw new Error('sent without being signed');
      if (fate !== 'dropped') receive(transaction);
      sent.push(transaction);
      if (fate === 'mined') mineThese(minable());
      if (fate === 'reverted') mineThese(minable(), { fail: true });
    },
    async receipt(hash) {
      answer();
      return receiptOf(hash);
    },
    async knows(hash) {
      answer();
      return pool.has(hash) || receiptOf(hash) !== undefined;
    },
    balance: async () => balance,
  };

  return {
    chain,
    /** The contract's state after the latest block; it may be changed at will. */
    get state(): RollupState {
      return top().world.state;
    },
    /** Ranges of blocks whose events were asked for. */
    ranges,
    /** Every transaction that a node took, in order. */
    sent,
    /** Transactions that wait to be mined. */
    pool,
    height: () => top().number,
    /** Every event that is on the chain now. */
    events: () => chainOfBlocks.flatMap(({ events }) => events),
    /** What becomes of the next transactions. */
    fate(next: TransactionFate) {
      fate = next;
    },
    /** Mines a transaction that waits, or that was dropped by the node that was asked. */
    mine(hash: Hex) {
      const transaction = signed.get(hash);
      if (!transaction) throw new Error('mined without being signed');
      mineThese([transaction]);
    },
    /** Mines a block with what the pool holds. */
    mineBlock: () => mineThese(minable()),
    /** Forgets transactions that wait. */
    forget: () => pool.clear(),
    /** A batch that somebody else submits, with a wallet of its own. */
    submitForeign(data: BatchData) {
      const world = copy(top().world);
      const call = { shapeId: 1, data, proof: '0x00' } as const;
      const refused = scriptedRefusal(call, world, time);
      if (refused) throw refused;
      append([settled(data, world, keccak256(toHex(`foreign ${data.salt}`)))], world);
    },
    /** Another program uses the wallet: one transaction more in the pool, or in a block. */
    useKey({ mined, maxFeePerGas = 3_000n }: { mined: boolean; maxFeePerGas?: bigint }) {
      const nonce = top().world.nonce;
      const hash = keccak256(toHex(`other ${nonce} ${++made}`));
      const transaction = { hash, nonce, maxFeePerGas, maxPriorityFeePerGas: maxFeePerGas / 10n };
      if (mined) mineThese([transaction]);
      else pool.set(hash, transaction);
    },
    /**
     * Replaces the latest blocks by others.
     *
     * @param depth How many blocks vanish.
     * @param blocks How many empty ones take their place; one more than vanished by default, as the longer chain wins.
     * @param keep What is mined again in the first of them: opens and refunds, in their order.
     * @param pooled Whether the vanished transactions wait again, as most nodes keep them, or are lost.
     */
    reorg(depth: number, { blocks = depth + 1, keepQueue = false, pooled = true } = {}) {
      const gone = chainOfBlocks.splice(Math.max(1, chainOfBlocks.length - depth));
      for (const block of gone) {
        for (const hash of block.transactions.keys()) {
          const transaction = signed.get(hash);
          if (pooled && transaction) pool.set(hash, transaction);
        }
      }
      const queue = gone.flatMap(({ events }) => events).filter(({ type }) => type !== 'settled');
      for (let i = 0; i < blocks; i++) {
        const world = copy(top().world);
        const events: RollupEvent[] = [];
        if (i === 0 && keepQueue) {
          for (const event of queue) {
            if (event.type === 'opened') {
              const serial = world.state.nextSerial++;
              world.opens.set(serial, event);
              events.push({ ...event, serial, block: nextNumber() });
            }
          }
        }
        append(events, world);
      }
    },
    /** Nodes answer as they would have so many blocks ago. */
    behind(blocks: number) {
      behind = blocks;
    },
    unreachable(is: boolean) {
      unreachable = is;
    },
    /** The most blocks whose events a node answers for at once. */
    limitRange(blocks: number) {
      mostBlocks = blocks;
    },
    baseFee(wei: bigint) {
      baseFeePerGas = wei;
    },
    fund(wei: bigint) {
      balance = wei;
    },
    pass(seconds: number) {
      time += seconds;
      append([], copy(top().world));
    },
    time: () => time,
    /** Queues an open and returns its serial. */
    open({ owner, terms, amount }: { owner: Point; terms: Terms; amount: bigint }): number {
      const world = copy(top().world);
      const serial = world.state.nextSerial++;
      const opened = { owner, terms: hashTerms(terms), amount };
      world.opens.set(serial, opened);
      append(
        [{ type: 'opened', serial, ...opened, opener: zeroAddress, refundableAt: time + 86_400, block: nextNumber() }],
        world,
      );
      return serial;
    },
    refund(serial: number): void {
      const world = copy(top().world);
      const open = world.opens.get(serial);
      if (!open?.amount) throw new Error('refunded without money');
      world.opens.set(serial, { ...open, amount: 0n });
      append([{ type: 'refunded', serial, block: nextNumber() }], world);
    },
  };
}

function emptyRoot(): bigint {
  return emptyNodes()[0] ?? 0n;
}
