import { AccountTree, fieldToHex, TallystickError } from '@tallystick/prover';
import type { Chain } from '../l1/Chain.js';
import type { Store } from '../store/createStore.js';
import { commitBatch } from './commitBatch.js';
import { discardBatches } from './discardBatches.js';
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
 * Brings store and contract together after a stop or a failure; the contract is right. Batches that it has taken become final, one that is
 * on its way is waited for. Those that wait to be proved or sent stay, since the oldest of them starts from the contract's root.
 *
 * @throws sequencer/root-mismatch when no batch of the store explains the contract's root; nothing is changed then
 */
export async function reconcile(parameters: ReconcileParameters): Promise<Reconciled[]> {
  const { chain, store } = parameters;
  const done: Reconciled[] = [];
  const live = await store.batches.live();
  for (const [index, { id, txHash, newRoot }] of live.entries()) {
    const { root } = await chain.state();
    // A later one of the chain can only have been taken after this one.
    const isTaken = live.slice(index).some((batch) => batch.newRoot === root);
    if (txHash !== undefined && (root === newRoot || (await chain.knows(txHash)))) {
      const outcome = await finish(parameters, { id, hash: txHash });
      if (outcome === undefined) return done;
      done.push({ id, outcome });
      if (outcome === 'discarded') break;
    } else if (isTaken) {
      await commitBatch(store, id, undefined);
      done.push({ id, outcome: 'final' });
    } else {
      // Dropped by every node: it is signed and sent anew, under the same proof.
      if (txHash !== undefined) await store.batches.unsend(id);
      break;
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
  for (const { id } of (await store.batches.live()).slice(0, 1)) {
    const gone = await discardBatches(store, id, overtaken().toJSON());
    done.push(...gone.map((batch) => ({ id: batch, outcome: 'discarded' as const })));
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
    await discardBatches(store, id, toRefusal(error));
    return 'discarded';
  }
}

function overtaken(): TallystickError {
  return new TallystickError('sequencer/transaction-failed', {
    message: 'Another batch was mined for the root that this one starts from.',
  });
}
