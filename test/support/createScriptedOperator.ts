import { type ExecutedBatch, executeBatch } from '@tallystick/prover/batch';
import type { RollupEvent } from '@tallystick/prover/chain';
import {
  AccountTree,
  createMemoryAccountStore,
  createMemoryNodeStore,
  leafOf,
  openedAccount,
  publicKeyOf,
  type Receipt,
  recoverUpdate,
  type Shape,
  signReceipt,
  type Terms,
  ZERO_UNITS,
} from '@tallystick/prover/core';
import type { BatchChanges } from '../../sequencer/src/store/createBatchStore.js';
import type { Store } from '../../sequencer/src/store/createStore.js';
import type { createScriptedChain } from './createScriptedChain.js';
import { openingBody } from './openingBody.js';
import { sharedTerms } from './sharedTerms.js';

export const scriptedDomain = 77n;
export const scriptedShape: Shape = {
  id: 1,
  name: 'tiny',
  opens: 2,
  settles: 4,
  credits: 2,
  withdrawals: 1,
  activeDepth: 12,
  capDepth: 2,
};

/** Key of the account that was opened `index`-th: 0 the operator, 1 the provider, then allowances. */
const keyOf = (index: number) => 1_000n + BigInt(index);

/** Terms of the same. */
export function scriptedTerms(index: number): Terms {
  return sharedTerms({ serial: index + 1, viewKey: 5_000n + BigInt(index) });
}

/**
 * Makes batches for a scripted chain apart from the sequencer's code: it keeps a tree of its own in memory, which it builds from the
 * chain's events as anybody could who knows the accounts' view keys.
 */
export function createScriptedOperator(script: ReturnType<typeof createScriptedChain>) {
  let salts = 1n;
  let opened = 0;
  /** Index of each account by the hash of its terms, which is all that the chain tells. */
  const indexOf = new Map<bigint, number>();

  const operator = {
    /** Opens the next account on the chain: the operator's, the provider's, or an allowance of 1,000. Returns its serial. */
    open(): number {
      const index = opened++;
      const serial = script.open({
        owner: publicKeyOf(keyOf(index)),
        terms: scriptedTerms(index),
        amount: index < 2 ? 0n : 1_000n,
      });
      const event = script.events().at(-1);
      if (event?.type === 'opened') indexOf.set(event.terms, index);
      return serial;
    },
    /** Index of the account with a serial on the present chain. */
    indexAt(serial: number): number | undefined {
      const event = script.events().find((found) => found.type === 'opened' && found.serial === serial);
      return event?.type === 'opened' ? indexOf.get(event.terms) : undefined;
    },
    /** The body with which a party registers the account with a serial. */
    opening(serial: number) {
      const index = operator.indexAt(serial) ?? 0;
      return openingBody({ serial, privateKey: keyOf(index), terms: scriptedTerms(index) });
    },
    receipt(serial: number, units: bigint): Receipt {
      const privateKey = keyOf(operator.indexAt(serial) ?? 0);
      return signReceipt({
        domain: scriptedDomain,
        serial,
        units: { ...ZERO_UNITS, computeUnitSeconds: units },
        privateKey,
      });
    },
    /**
     * Executes a batch on the present end of the chain, or on batches that aren't mined yet.
     *
     * @param opens How many of the queue it opens.
     * @param settle Units by serial.
     */
    async execute({
      opens = 0,
      settle = {},
      after = [],
      now = script.time(),
    }: {
      opens?: number;
      settle?: Record<number, bigint>;
      after?: ExecutedBatch[];
      now?: number;
    } = {}): Promise<ExecutedBatch> {
      const { nodes, accounts } = await operator.replay();
      for (const batch of after) {
        await nodes.set(batch.nodes);
        await accounts.set(batch.accounts);
      }
      const firstSerial = script.state.firstQueued + after.reduce((sum, { data }) => sum + data.opens.length, 0);
      const queued = queueOf(script.events())
        .filter(({ serial }) => serial >= firstSerial)
        .slice(0, opens);
      const known = Array.from({ length: firstSerial - 1 + queued.length }, (_, i) => i + 1);
      let state = 88_172_645_463_325_252n + salts;
      const random = () => {
        state = (state * 6_364_136_223_846_793_005n + 1_442_695_040_888_963_407n) % 2n ** 64n;
        return state;
      };
      return executeBatch({
        nodes,
        accounts,
        request: {
          shape: scriptedShape,
          domain: scriptedDomain,
          now,
          feeBps: 100,
          operatorSerial: 1,
          salt: 10n ** 30n + salts++,
          firstSerial,
          opens: queued.map(({ owner, terms, amount }) => ({
            owner,
            terms: scriptedTerms(indexOf.get(terms) ?? 0),
            amount,
          })),
          settlements: Object.entries(settle).map(([serial, units]) => operator.receipt(Number(serial), units)),
          withdrawals: [],
          random,
          coverSerials: known,
          earningCoverSerials: known.filter((serial) => serial <= 2),
        },
      });
    },
    /** Tree and accounts out of the chain's events alone. */
    async replay() {
      const nodes = createMemoryNodeStore();
      const accounts = createMemoryAccountStore();
      const tree = new AccountTree(nodes);
      for (const event of script.events()) {
        if (event.type !== 'settled') continue;
        const upTo = script.events().filter(({ block }) => block <= event.block);
        const queue = new Map(queueOf(upTo).map((open) => [open.serial, open]));
        for (let serial = event.firstSerial; serial < event.firstSerial + event.openCount; serial++) {
          const open = queue.get(serial);
          if (!open) throw new Error('a batch opened what was not queued');
          const terms = scriptedTerms(indexOf.get(open.terms) ?? 0);
          const account = openedAccount({ serial, owner: open.owner, terms, amount: open.amount });
          await tree.update(serial, leafOf(account));
          await accounts.set([account]);
        }
        for (const [slot, { serial, leaf, maskedWord }] of event.updates.entries()) {
          const before = await accounts.get(serial);
          if (!before) continue;
          const { owner, terms } = before;
          await tree.update(serial, leaf);
          await accounts.set([recoverUpdate({ serial, owner, terms, salt: event.salt, slot, leaf, maskedWord })]);
        }
      }
      return { nodes, accounts, root: await tree.root() };
    },
  };
  return operator;
}

/**
 * Puts an executed batch into the store as the pipeline does, proved unless said otherwise.
 *
 * @param options.settled What becomes of stored settlements by it.
 */
export async function storeBatch(
  store: Store,
  executed: ExecutedBatch,
  { proved = true, settled = [] }: { proved?: boolean; settled?: BatchChanges['settlements'] } = {},
): Promise<number> {
  return store.transaction(async (tables) => {
    await tables.l1.lock();
    const base = await tables.l1.base();
    const last = (await tables.batches.live()).at(-1);
    const changes: BatchChanges = {
      nodes: executed.nodes,
      accounts: executed.accounts,
      settlements: settled,
      withdrawals: [],
    };
    const firstSerial = last ? last.firstSerial + last.openCount : base.firstQueued;
    const id = await tables.batches.add(executed, firstSerial, changes);
    for (const settlement of settled) await tables.settlements.batch(id, settlement);
    if (proved) await tables.batches.prove(id, { proof: '0x01', witnessMs: 1, proveMs: 1 });
    return id;
  });
}

/** The queue's opens by serial, as refunds left them. */
function queueOf(events: readonly RollupEvent[]) {
  const refunded = new Set(events.flatMap((event) => (event.type === 'refunded' ? [event.serial] : [])));
  return events.flatMap((event) =>
    event.type === 'opened' ? [{ ...event, amount: refunded.has(event.serial) ? 0n : event.amount }] : [],
  );
}
