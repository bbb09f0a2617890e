import { AccountTree, fieldToHex, TallystickError } from '@tallystick/prover';
import type { Chain } from '../l1/Chain.js';
import type { Store } from '../store/createStore.js';
import { commitBatch } from './commitBatch.js';
import { discardBatch } from './discardBatch.js';
import { confirmBatch } from './publishBatch.js';
import { toRefusal } from './toRefusal.js';

export type ReconcileParameters = {
  chain: Chain;
  store: Store;
  confirmations: number;
  timeoutMs: number;
  signal: AbortSignal;
};

/** What was done with a batch that a stop or a failure had left behind. */
export type Reconciled = { id: number; outcome: 'final' | 'discarded' };

/**
 * Brings store and contract together after a stop or a failure; the contract is right. A batch that it has taken becomes final, one that is
 * on its way is waited for, any other is given up and its items wait again.
 *
 * @throws sequencer/root-mismatch when no batch of the store explains the contract's root; nothing is changed then
 */
export async function reconcile(parameters: ReconcileParameters): Promise<Reconciled[]> {
  const { chain, store } = parameters;
  const done: Reconciled[] = [];
  const live = await store.batches.live();
  if (live) {
    const { root } = await chain.state();
    const sent = live.txHash;
    if (sent !== undefined && (root === live.newRoot || (await chain.knows(sent)))) {
      const outcome = await finish(parameters, { id: live.id, hash: sent });
      if (outcome === undefined) return done;
      done.push({ id: live.id, outcome });
    } else if (root === live.newRoot) {
      await commitBatch(store, live.id, undefined);
      done.push({ id: live.id, outcome: 'final' });
    } else {
      await discardBatch(store, live.id, stopped().toJSON());
      done.push({ id: live.id, outcome: 'discarded' });
    }
  }
  const { root } = await chain.state();
  const own = await new AccountTree(store.nodes).root();
  if (root === own) return done;
  // A batch that was given up may still have been mined.
  const late = await store.batches.between(own, root);
  if (!late) {
    const facts = { field: 'root', given: fieldToHex(own), expected: fieldToHex(root) };
    throw new TallystickError('sequencer/root-mismatch', { facts });
  }
  await commitBatch(store, late.id, undefined);
  return [...done, { id: late.id, outcome: 'final' }];
}

async function finish(
  parameters: ReconcileParameters,
  { id, hash }: { id: number; hash: `0x${string}` },
): Promise<Reconciled['outcome'] | undefined> {
  const { store } = parameters;
  try {
    const mined = await confirmBatch({ ...parameters, hash });
    if (!mined) return undefined;
    await commitBatch(store, id, mined);
    return 'final';
  } catch (error) {
    if (!(error instanceof TallystickError) || error.code !== 'sequencer/transaction-failed') throw error;
    await discardBatch(store, id, toRefusal(error));
    return 'discarded';
  }
}

function stopped(): TallystickError {
  return new TallystickError('sequencer/not-ready', {
    message: 'The sequencer was stopped before the batch was sent.',
  });
}
