import { chooseFees, classifySendError, lowestFeePerGas, type TransactionFees } from '@tallystick/prover/chain';
import { sequencerError } from '../errors.js';
import type { BatchCall, Chain } from '../l1/Chain.js';
import { decodeRevert } from '../l1/decodeRevert.js';
import { toErrorRecord } from '../l1/toErrorRecord.js';
import type { BatchRecord } from '../store/createBatchStore.js';
import type { TransactionRecord } from '../store/createTransactionStore.js';
import type { ErrorRecord } from '../store/ErrorRecord.js';
import { redactUrls } from '../util/redactUrls.js';
import type { Alerts } from './createAlerts.js';
import { dearestOf } from './dearestOf.js';
import { judgeRefusal } from './judgeRefusal.js';
import type { CreatePublisherParameters } from './Publisher.js';

/** What one look at the batch whose turn it is came to. */
export type Pursued = { outcome: 'wait' | 'again'; reason?: never } | { outcome: 'discard'; reason: ErrorRecord };

/** Gets one batch mined, step by step. */
export type Submission = {
  /** Takes the next step for the batch that starts from the contract's root. Everything is decided by what store and chain say now. */
  pursue(batch: BatchRecord): Promise<Pursued>;
};

const wait: Pursued = { outcome: 'wait' };
const again: Pursued = { outcome: 'again' };
/** The chain, or what is to be replaced, asks for more than may be paid. */
const capped: Pursued = { outcome: 'wait' };
/** After so many transactions that were mined and failed, the batch is made anew. */
const mostReverts = 3;
/** Room for what changes between the estimate and the block. */
const gasMargin = (gas: bigint) => (gas * 12n) / 10n;

/** Refusals that end by themselves: what the follower sees (another batch, a queue that isn't what it was), time, a stranger's window. */
const passing = new Set([
  ...['StaleRoot', 'OpenNotQueued', 'OpenMismatch', 'OpenAmountMismatch'],
  ...['NowTooFarOff', 'SlotReservedByAnother'],
]);

/** Errors after which the next look replaces at once instead of waiting for the time to be over. */
const tooCheap = new Set(['replacement-underpriced', 'underpriced']);

/** Makes what the publisher gets batches mined with. */
export function createSubmission({
  chain,
  store,
  shapeIdOf,
  config,
  events = {},
  nowMs,
  alerts,
}: CreatePublisherParameters & { nowMs: () => number; alerts: Alerts }): Submission {
  const cap = { maxFeePerGas: config.maxFeePerGas, maxPriorityFeePerGas: config.maxPriorityFeePerGas };

  async function pursue(batch: BatchRecord): Promise<Pursued> {
    const attempts = await store.transactions.ofBatch(batch.id);
    const nonces = await chain.nonces();
    const open = attempts.filter(({ nonce }) => nonce >= nonces.latest);
    const [newest] = open;
    if (!newest) return begin(batch, attempts, nonces);
    if (isTooCheap(newest)) return replace(batch, newest, nonces);
    const isKnown = await chain.knows(newest.hash);
    const waitedMs = nowMs() - Math.max(newest.signedMs, newest.sentMs ?? 0);
    // One that no node takes is judged and priced anew like one that isn't mined: it would be sent for ever at the price of another day.
    const isStuck = isKnown || newest.error !== undefined;
    if (isStuck && waitedMs >= config.transactionTimeoutMs) return replace(batch, newest, nonces);
    // A node may forget it, or may never have had it: a process was killed before it was sent, or the wallet was empty.
    return isKnown ? wait : send(newest, attempts.length);
  }

  /** No transaction of the batch can be mined any more, or there is none yet. */
  async function begin(batch: BatchRecord, past: readonly TransactionRecord[], nonces: Nonces): Promise<Pursued> {
    const failed: TransactionRecord[] = [];
    for (const attempt of past) {
      const receipt = await chain.receipt(attempt.hash);
      // The contract's root says otherwise, so one of the two answers is old.
      if (receipt?.succeeded) return wait;
      if (receipt) failed.push(attempt);
    }
    if (failed.length >= mostReverts) return { outcome: 'discard', reason: await reverted(failed[0]) };
    const call = await callOf(batch);
    if ('outcome' in call) return call;
    const gas = await estimate(call);
    if (typeof gas !== 'bigint') return gas;
    // A nonce that a transaction of a dead batch still holds is taken over, so that it is never mined only to fail.
    const held = (await store.transactions.from(nonces.latest)).filter(({ nonce }) => nonce <= nonces.pending);
    const nonce = held[0]?.nonce ?? nonces.pending;
    const replaced = await dearestOf(held, nonce, ({ hash }) => chain.knows(hash));
    return sign(batch, call, { gas, nonce, replaced, attempt: past.length + 1 });
  }

  async function replace(batch: BatchRecord, newest: TransactionRecord, nonces: Nonces): Promise<Pursued> {
    const call = await callOf(batch);
    if ('outcome' in call) return call;
    // It may have become impossible meanwhile: its time is over, or an open was refunded.
    const gas = await estimate(call, newest.error);
    if (typeof gas !== 'bigint') return gas;
    // One of another program with a lower nonce keeps this one waiting: its place is taken.
    const isBlocked = newest.nonce > nonces.latest && newest.error === undefined;
    const nonce = isBlocked ? nonces.latest : newest.nonce;
    const held = await store.transactions.from(nonces.latest);
    const attempts = await store.transactions.ofBatch(batch.id);
    const wasTooCheap = isTooCheap(newest);
    // What was too cheap is the least to top, though no node has it.
    const isHeld = ({ hash }: TransactionRecord) => (wasTooCheap && hash === newest.hash) || chain.knows(hash);
    const replaced = await dearestOf(held, nonce, isHeld);
    const done = await sign(batch, call, { gas, nonce, replaced, wasTooCheap, attempt: attempts.length + 1 });
    // At the cap the old one is all there is: it is kept alive.
    if (done !== capped) return done;
    if (!(await chain.knows(newest.hash))) await send(newest, attempts.length);
    // Not at once again, whatever the nodes say of it: nothing has changed since.
    return wait;
  }

  async function sign(
    batch: BatchRecord,
    call: BatchCall,
    {
      gas,
      nonce,
      replaced,
      wasTooCheap = false,
      attempt,
    }: {
      gas: bigint;
      nonce: number;
      replaced?: TransactionFees | undefined;
      wasTooCheap?: boolean;
      attempt: number;
    },
  ): Promise<Pursued> {
    const market = await chain.fees();
    const choice = { market, cap, replaced, wasTooCheap };
    const fees = chooseFees(choice);
    const detail = `base fee ${market.baseFeePerGas} wei, highest fee ${cap.maxFeePerGas} wei`;
    const held = { lowestWei: lowestFeePerGas(choice), highestWei: cap.maxFeePerGas };
    alerts.set('fee-cap', fees === undefined, detail, held);
    if (!fees) return capped;
    const signed = await chain.signBatch({ ...call, ...fees, nonce, gas: gasMargin(gas) });
    const record = { ...signed, ...fees, batchId: batch.id, nonce, gas: gasMargin(gas), signedMs: nowMs() };
    // Intent before effect: whoever is killed from here on finds it in the store.
    const isLive = await store.transaction(async (tables) => {
      await tables.l1.lock();
      const status = (await tables.batches.get(batch.id))?.status;
      if (status !== 'proved' && status !== 'sent') return false;
      await tables.transactions.add(record);
      await tables.batches.send(batch.id, signed.hash);
      return true;
    });
    return isLive ? send({ ...record, sentMs: undefined, error: undefined }, attempt) : wait;
  }

  async function send(transaction: TransactionRecord, attempt: number): Promise<Pursued> {
    const { hash, raw, nonce, batchId: batch, maxFeePerGas } = transaction;
    try {
      await chain.send(raw);
    } catch (error) {
      const problem = classifySendError(error);
      if (problem !== 'known') {
        await store.transactions.refused(hash, problem);
        const balance = problem === 'insufficient-funds' ? await chain.balance() : 0n;
        const needed = transaction.gas * maxFeePerGas;
        alerts.set(
          'out-of-funds',
          problem === 'insufficient-funds',
          `balance ${balance} wei, up to ${needed} wei needed`,
        );
        alerts.set('refused', problem === 'refused', messageOf(error));
        if (problem === 'unreachable') throw error;
        return tooCheap.has(problem) ? again : wait;
      }
    }
    await store.transactions.sent(hash, nowMs());
    alerts.set('out-of-funds', false, '');
    alerts.set('refused', false, '');
    events.onSent?.({ batch, hash, nonce, attempt, maxFeePerGas });
    return wait;
  }

  /** The gas that it takes, or what follows from the contract's refusal. `lastError` is what came of the latest sending. */
  async function estimate(call: BatchCall, lastError?: string): Promise<bigint | Pursued> {
    try {
      const gas = await chain.estimate(call);
      // What nodes refuse is over when one takes it.
      if (lastError !== 'refused') alerts.set('refused', false, '');
      return gas;
    } catch (error) {
      const revert = decodeRevert(error);
      if (!revert) {
        if (classifySendError(error) !== 'insufficient-funds') throw error;
        alerts.set('out-of-funds', true, `balance ${await chain.balance()} wei`);
        return wait;
      }
      const reason = toErrorRecord(error);
      if (judgeRefusal(revert) === 'rebuild') return { outcome: 'discard', reason };
      alerts.set('refused', !passing.has(revert.name), reason.message);
      return wait;
    }
  }

  async function reverted(attempt: TransactionRecord | undefined): Promise<ErrorRecord> {
    const error = attempt && (await chain.revertOf(attempt.hash));
    // No answer now says nothing about the batch, and everybody would see with it which host that is.
    if (error !== undefined && classifySendError(error) !== 'unreachable') return toErrorRecord(error);
    return sequencerError('sequencer/transaction-failed', { facts: { txHash: attempt?.hash } }).toJSON();
  }

  /** What is submitted, or what follows where nothing can be. */
  async function callOf({ id, shape }: BatchRecord): Promise<BatchCall | Pursued> {
    const shapeId = shapeIdOf(shape);
    // Made before a restart with other shapes: nothing else would ever end its waiting, and that of all after it.
    if (shapeId === undefined) {
      const facts = { field: 'shapes', batch: id, given: shape };
      return { outcome: 'discard', reason: sequencerError('sequencer/no-shape', { facts }).toJSON() };
    }
    const proof = await store.batches.proof(id);
    if (proof === undefined) return wait;
    const { data } = await store.batches.content(id);
    return { shapeId, data, proof };
  }

  return { pursue };
}

type Nonces = Awaited<ReturnType<Chain['nonces']>>;

function isTooCheap({ error }: TransactionRecord): boolean {
  return error !== undefined && tooCheap.has(error);
}

function messageOf(error: unknown): string {
  return redactUrls(error instanceof Error ? error.message : `${error}`).slice(0, 300);
}
