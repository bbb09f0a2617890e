import { type CompiledCircuit, Noir } from '@noir-lang/noir_js';
import fc from 'fast-check';
import { beforeAll, expect, test } from 'vitest';
import { compileShape } from '../../test-support/compileShape.js';
import { createWorld, TINY, type World } from '../../test-support/createWorld.js';
import type { AccountState } from '../core/account/account.js';
import { leafOf } from '../core/account/leaf.js';
import { recoverUpdate } from '../core/account/recoverUpdate.js';
import type { Terms } from '../core/account/terms.js';
import { loadCrypto } from '../core/hash/crypto.js';
import { publicKeyOf } from '../core/signature.js';
import { AccountTree } from '../core/tree/AccountTree.js';
import { createMemoryNodeStore } from '../core/tree/nodeStores.js';
import { UNIT_KEYS, ZERO_UNITS } from '../core/units.js';
import { executeBatch } from './executeBatch.js';
import type { BatchRequest } from './request.js';
import type { ExecutedBatch } from './steps.js';

const SHAPE = { ...TINY, opens: 2, settles: 6, credits: 4, withdrawals: 2 };
const OPERATOR = 1;
const PROVIDERS = 3;
const ALLOWANCES = 5;

/** One batch as small numbers, from which a valid request is made. */
const steps = fc.record({
  opens: fc.array(fc.record({ disclosed: fc.boolean(), amount: fc.nat(5000) }), { maxLength: 2 }),
  settlements: fc.array(
    fc.record({ allowance: fc.nat(ALLOWANCES - 1), increase: fc.tuple(fc.nat(300), fc.nat(9), fc.nat(60)) }),
    { maxLength: 6 },
  ),
  withdrawals: fc.array(fc.record({ earner: fc.nat(PROVIDERS), amount: fc.nat(1000) }), { maxLength: 2 }),
  feeBps: fc.nat(1000),
});
type Step = typeof steps extends fc.Arbitrary<infer T> ? T : never;

type Entry = { balance: bigint; counters: [bigint, bigint, bigint]; nonce: number };
type Book = Map<number, Entry>;

let circuit: CompiledCircuit;

beforeAll(async () => {
  await loadCrypto();
  circuit = await compileShape(SHAPE);
});

/** A valid request. Withdrawals take from what was there before the batch. */
async function requestOf(world: World, step: Step, firstSerial: number): Promise<BatchRequest> {
  const opens = step.opens.map(({ disclosed, amount }, i) => {
    const terms = disclosed ? world.allowance(2 + i) : world.field();
    return { owner: publicKeyOf(BigInt(i + 1)), terms, amount: BigInt(amount) };
  });
  const book = await bookOf(world);
  const entryOf = (serial: number) => book.get(serial) ?? { balance: 0n, counters: [0n, 0n, 0n], nonce: 0 };
  const settlements = step.settlements.map(({ allowance, increase }) => {
    const serial = 2 + PROVIDERS + allowance;
    const { counters } = entryOf(serial);
    increase.forEach((units, i) => {
      counters[i] = (counters[i] ?? 0n) + BigInt(units);
    });
    const [computeUnitSeconds = 0n, storageGibHours = 0n, egressMib = 0n] = counters;
    return world.receipt(serial, { computeUnitSeconds, storageGibHours, egressMib });
  });
  const withdrawals = step.withdrawals.flatMap(({ earner, amount }) => {
    const entry = entryOf(OPERATOR + earner);
    const taken = entry.balance < BigInt(amount) ? entry.balance : BigInt(amount);
    if (taken === 0n) return [];
    entry.balance -= taken;
    return world.withdrawal(OPERATOR + earner, taken, entry.nonce++);
  });
  return world.request({ opens, settlements, withdrawals, firstSerial, feeBps: step.feeBps });
}

async function bookOf(world: World): Promise<Book> {
  const states = await Promise.all(world.serials.map(world.account));
  return new Map(
    states.map(({ serial, balance, counters, nonce }) => [
      serial,
      { balance, nonce, counters: [counters.computeUnitSeconds, counters.storageGibHours, counters.egressMib] },
    ]),
  );
}

/** What a request should do to the books: written apart from the execution, without tree, pads, slots or cover. */
function reference(before: Book, request: BatchRequest, termsOf: (serial: number) => Terms): Book {
  const book: Book = new Map([...before].map(([serial, entry]) => [serial, structuredClone(entry)]));
  const entryOf = (serial: number): Entry => {
    const entry = book.get(serial);
    if (entry === undefined) throw new Error(`no entry ${serial}`);
    return entry;
  };
  request.opens.forEach(({ amount, terms }, i) => {
    if (typeof terms === 'bigint') return;
    book.set(request.firstSerial + i, { balance: amount, counters: [0n, 0n, 0n], nonce: 0 });
  });
  for (const { serial, units } of request.settlements) {
    const { prices, providerSerial } = termsOf(serial);
    const provider = entryOf(providerSerial);
    const allowance = entryOf(serial);
    let amount = 0n;
    UNIT_KEYS.forEach((key, i) => {
      const increase = units[key] - (allowance.counters[i] ?? 0n);
      amount += increase * prices[key];
      allowance.counters[i] = units[key];
      provider.counters[i] = (provider.counters[i] ?? 0n) + increase;
    });
    const fee = (amount * BigInt(request.feeBps)) / 10_000n;
    allowance.balance -= amount;
    provider.balance += amount - fee;
    entryOf(OPERATOR).balance += fee;
  }
  for (const { serial, amount } of request.withdrawals) {
    entryOf(serial).balance -= amount;
    entryOf(serial).nonce += 1;
  }
  return book;
}

/** Follows the chain as anyone can (leaves) and as the parties can (accounts). */
function replay(batch: ExecutedBatch, request: BatchRequest, known: (serial: number) => AccountState) {
  const leaves = new Map<number, bigint>();
  const states = new Map<number, AccountState>();
  batch.data.opens.forEach(({ ownerX: x, ownerY: y, terms, amount: balance }, i) => {
    const serial = request.firstSerial + i;
    const fresh = { serial, owner: { x, y }, terms, balance, counters: ZERO_UNITS, nonce: 0, blinding: 0n };
    leaves.set(serial, leafOf(fresh));
  });
  batch.data.serials.forEach((serial, slot) => {
    const [leaf = 0n, maskedWord = 0n] = [batch.data.leaves[slot], batch.data.maskedWords[slot]];
    const { owner, terms } = known(serial);
    leaves.set(serial, leaf);
    states.set(serial, recoverUpdate({ serial, owner, terms, salt: batch.data.salt, slot, leaf, maskedWord }));
  });
  return { leaves, states };
}

const total = (book: Book) => [...book.values()].reduce((sum, { balance }) => sum + balance, 0n);

test('behavior: batches of any contents do what the reference says, the circuit agrees, and L1 data alone tells it', async () => {
  await fc.assert(
    fc.asyncProperty(fc.nat(), fc.array(steps, { minLength: 1, maxLength: 3 }), async (seed, batches) => {
      const world = await createWorld({ seed, providers: PROVIDERS, allowances: ALLOWANCES, shape: SHAPE });
      const fromChain = new AccountTree(createMemoryNodeStore());
      for (const serial of world.serials) await fromChain.update(serial, leafOf(await world.account(serial)));
      let nextSerial = world.serials.length + 1;
      for (const [i, step] of batches.entries()) {
        const before = await bookOf(world);
        const request = await requestOf(world, step, nextSerial);
        const batch = await executeBatch({ ...world, request });
        await world.commit(batch);
        nextSerial += request.opens.length;
        const disclosed = request.opens.flatMap(({ terms }, i) => (typeof terms === 'bigint' ? [] : [i]));
        world.serials.push(...disclosed.map((i) => request.firstSerial + i));

        const states = new Map<number, AccountState>();
        for (const serial of world.serials) states.set(serial, await world.account(serial));
        const known = (serial: number) => {
          const state = states.get(serial);
          if (state === undefined) throw new Error(`no account ${serial}`);
          return state;
        };
        const after = await bookOf(world);
        expect(after).toEqual(reference(before, request, (serial) => known(serial).terms));

        const opened = disclosed.reduce((sum, i) => sum + (request.opens[i]?.amount ?? 0n), 0n);
        const withdrawn = request.withdrawals.reduce((sum, { amount }) => sum + amount, 0n);
        expect(total(after)).toBe(total(before) + opened - withdrawn);

        const chain = replay(batch, request, known);
        for (const [serial, leaf] of chain.leaves) await fromChain.update(serial, leaf);
        expect(await fromChain.root()).toBe(batch.newRoot);
        for (const [serial, state] of chain.states) expect(state).toEqual(known(serial));
        // The circuit takes its time, so it sees the last batch of each run only.
        if (i === batches.length - 1) await new Noir(circuit).execute(batch.inputs);
      }
    }),
    { seed: 20, numRuns: 15 },
  );
});
