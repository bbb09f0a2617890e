import type { Deployment } from '@tallystick/verifier-contracts';
import type { ExecutedBatch } from '../batch/ExecutedBatch.js';
import type { ChainReader } from '../chain/ChainClients.js';
import type { OnProgress } from '../progress/ProgressEvent.js';
import type { Shape } from '../shape/Shape.js';
import { type AccountRecovery, createAccountRecovery } from './createAccountRecovery.js';
import { executeOwnBatch } from './executeOwnBatch.js';
import type { OwnBatchContent } from './OwnBatchContent.js';

export type MakeOwnBatchParameters = OwnBatchContent & {
  publicClient: ChainReader;
  deployment: Pick<Deployment, 'rollup' | 'domain' | 'deployedAtBlock'>;
  shape: Shape;
  random?: () => bigint;
  /** Of these accounts at least; one that begins anew if left out. */
  recover?: AccountRecovery | undefined;
  onProgress?: OnProgress | undefined;
};

/**
 * Makes a batch without the operator, from L1 data and the secrets of one's own accounts alone: rebuilds the tree, recovers the
 * accounts, and executes. Nothing is sent. The batch names no operator and takes no fee.
 *
 * @throws escape/not-in-tree, account/not-recoverable, batch/…, chain/…; crypto/not-loaded
 */
export async function makeOwnBatch(parameters: MakeOwnBatchParameters): Promise<ExecutedBatch> {
  const { recover = createAccountRecovery(parameters), onProgress } = parameters;
  return executeOwnBatch({ ...parameters, recovered: await recover({ onProgress }) });
}
