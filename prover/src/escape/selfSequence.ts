import type { Deployment } from '@tallystick/verifier-contracts';
import type { ChainClients } from '../chain/ChainClients.js';
import type { OnProgress } from '../core/progress/ProgressEvent.js';
import type { BatchArtifacts } from '../proving/artifacts/loadArtifacts.js';
import { assertReferenceStringAllowed } from '../proving/artifacts/referenceString.js';
import type { BatchProver } from '../proving/ultrahonk/createProver.js';
import { type AccountRecovery, createAccountRecovery } from './createAccountRecovery.js';
import { escapeError } from './escapeErrors.js';
import type { OwnBatchContent, SelfSequenced } from './ownBatch.js';
import { sequenceOwnBatch } from './sequenceOwnBatch.js';
import { assertShapeRegistered } from './submitOwnBatch.js';

export type SelfSequenceParameters = ChainClients &
  OwnBatchContent & {
    deployment: Pick<Deployment, 'chainId' | 'rollup' | 'domain' | 'deployedAtBlock'>;
    artifacts: BatchArtifacts;
    prover: Pick<BatchProver, 'proveBatch'>;
    /** Whether to reserve a window where the wallet has none. */
    reserve?: boolean;
    /** Waits for so many milliseconds; left out, it must be the wallet's turn now. */
    pause?: ((milliseconds: number) => Promise<void>) | undefined;
    /** Of these accounts at least; one that begins anew if left out. */
    recover?: AccountRecovery | undefined;
    onProgress?: OnProgress | undefined;
  };

/**
 * Settles and withdraws by a batch that nobody else has a hand in: waits for its turn, makes the batch from L1 data, proves and submits
 * it. The tree is rebuilt while it waits, so that within the window only what is new has to be read. In a window that everyone may use
 * another batch can come first, and the chain can be reorganised between two reads; then it starts again, a few times at most. With a
 * `pause`, the endpoint's silence isn't counted. `selfSequenceAll` also leaves out what can't be settled any more by then.
 *
 * @throws escape/not-your-turn, escape/shape-unavailable, and whatever `makeOwnBatch`, `proveBatch` and `submitOwnBatch` throw
 *
 * @example
 * import { selfSequence } from '@tallystick/prover/escape';
 * import { createProver, loadArtifacts } from '@tallystick/prover/proving';
 *
 * const artifacts = await loadArtifacts({ shape: 'tiny', chainId });
 * const prover = await createProver();
 * const { batchId } = await selfSequence({
 *   publicClient, walletClient, deployment, artifacts, prover,
 *   accounts: [{ serial: 2, terms, privateKey }],
 *   withdrawals: [{ serial: 2, amount: 'all', recipient }],
 *   reserve: true,
 *   pause: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
 * });
 * await prover.destroy();
 */
export async function selfSequence(parameters: SelfSequenceParameters): Promise<SelfSequenced> {
  const { publicClient, deployment, artifacts, reserve = false, pause, onProgress } = parameters;
  const { recover = createAccountRecovery(parameters) } = parameters;
  assertReferenceStringAllowed(artifacts.referenceString, deployment.chainId);
  await assertShapeRegistered({ publicClient, rollup: deployment.rollup, shape: artifacts.shape });
  const choose = (): OwnBatchContent => parameters;
  const done = await sequenceOwnBatch({ ...parameters, recover, choose, reserve, pause, onProgress });
  if (done === undefined) throw escapeError('escape/nothing-to-do');
  return done.batch;
}
