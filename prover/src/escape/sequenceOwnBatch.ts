import type { Deployment } from '@tallystick/verifier-contracts';
import type { ExecutedBatch } from '../batch/steps.js';
import type { ChainClients } from '../chain/ChainClients.js';
import { TallystickError } from '../core/errors/TallystickError.js';
import type { OnProgress } from '../core/progress/ProgressEvent.js';
import { reportStep } from '../core/progress/reportStep.js';
import type { BatchArtifacts } from '../proving/artifacts/loadArtifacts.js';
import type { BatchProver } from '../proving/ultrahonk/createProver.js';
import type { AccountRecovery, RecoveredOwnAccounts } from './createAccountRecovery.js';
import { executeOwnBatch } from './makeOwnBatch.js';
import type { OwnBatchContent, SelfSequenced } from './ownBatch.js';
import { findOwnBatch, isOvertaken, isReorganized, submitOwnBatch } from './submitOwnBatch.js';
import type { Turn } from './turn.js';
import { waitForTurn } from './waitForTurn.js';

export type SequenceOwnBatchParameters<Content extends OwnBatchContent> = ChainClients & {
  deployment: Pick<Deployment, 'rollup' | 'domain' | 'deployedAtBlock'>;
  artifacts: BatchArtifacts;
  prover: Pick<BatchProver, 'proveBatch'>;
  recover: AccountRecovery;
  /** What the batch is to do as things are, asked at each attempt; undefined when nothing is left to do. */
  choose: (recovered: RecoveredOwnAccounts) => Content | undefined;
  reserve: boolean;
  pause: ((milliseconds: number) => Promise<void>) | undefined;
  onProgress: OnProgress | undefined;
};

/** A batch that may be on the chain, whatever was heard of it. */
type Sent<Content> = { batchId: bigint; fromBlock: bigint; executed: ExecutedBatch; proveMs: number; content: Content };

/** How often something may come in between before this gives up. */
const ATTEMPTS = 5;
const REREAD_PAUSE_MS = 2_000;

/**
 * Waits for the wallet's turn, then makes, proves and submits one batch. Where something comes in between it looks first whether the
 * batch has landed all the same, so that nothing is withdrawn twice, and starts again. With a `pause` to wait with, the endpoint's
 * silence doesn't count as an attempt.
 *
 * @returns the batch and what it was to do; undefined when `choose` found nothing left to do
 */
export async function sequenceOwnBatch<Content extends OwnBatchContent>(
  parameters: SequenceOwnBatchParameters<Content>,
): Promise<{ batch: SelfSequenced; content: Content } | undefined> {
  const { publicClient, walletClient, deployment, artifacts, prover, recover, choose, pause, onProgress } = parameters;
  const { rollup, deployedAtBlock: fromBlock } = deployment;
  const notice = (detail: string) => onProgress?.({ step: 'submit', status: 'notice', detail });
  const sent: Sent<Content>[] = [];
  const findSent = async () => {
    for (const { executed, proveMs, content, ...place } of sent) {
      const found = await findOwnBatch({ publicClient, rollup, newRoot: executed.newRoot, ...place });
      if (found !== undefined) return { batch: toSequenced(found, executed, proveMs), content };
    }
    return undefined;
  };
  const findSentOrThrow = async (error: unknown) => {
    // What keeps this look from an answer says less than the error itself.
    const landed = await findSent().catch(() => undefined);
    if (landed === undefined) throw error;
    return landed;
  };
  const turnOptions = { publicClient, walletClient, rollup, fromBlock, reserve: parameters.reserve, onProgress };
  let own: { windowStart: number; windowEnd: number } | undefined;
  let silence: string | undefined;
  const silentWindows = new Set<number>();
  for (let attempt = 1; ; attempt++) {
    let step: 'wait' | 'make' | 'submit' = 'make';
    let turn: Turn | undefined;
    try {
      const before = await findSent();
      if (before !== undefined) return before;
      step = 'wait';
      turn = await waitForTurn({ ...turnOptions, own, pause: pause && readingAhead(pause, recover) });
      own = turn.holder === undefined ? undefined : turn;
      step = 'make';
      const recovered = await recover({ onProgress });
      silence = undefined;
      const landed = await findSent();
      if (landed !== undefined) return landed;
      const content = choose(recovered);
      if (content === undefined) return undefined;
      const executed = await executeOwnBatch({ ...content, deployment, shape: artifacts.shape, recovered });
      const { proof, proveMs } = await prover.proveBatch(artifacts, executed, onProgress);
      step = 'submit';
      const { batchId, checkpoint } = recovered.tree;
      sent.push({ batchId: batchId + 1n, fromBlock: checkpoint.blockNumber, executed, proveMs, content });
      const submitted = await reportStep({ step, onProgress }, () =>
        submitOwnBatch({ publicClient, walletClient, rollup, executed, proof }),
      );
      return { batch: toSequenced(submitted, executed, proveMs), content };
    } catch (error) {
      if (pause !== undefined && error instanceof TallystickError && error.code === 'chain/unreachable') {
        // One that never takes a batch looks alike: it is asked in a few windows only.
        if (turn !== undefined && silentWindows.add(turn.windowStart).size > ATTEMPTS) return findSentOrThrow(error);
        if (silence !== error.message) notice(`${error.message}; tried again until it does`);
        silence = error.message;
        attempt -= 1;
        await pause(REREAD_PAUSE_MS);
        continue;
      }
      const reason = whyAgain(step, error, pause !== undefined);
      if (reason === undefined || attempt === ATTEMPTS) return findSentOrThrow(error);
      notice(`${reason}; starting again`);
      own = undefined;
      if (step === 'make') await pause?.(REREAD_PAUSE_MS);
    }
  }
}

/** Reads the chain after each pause, so that within the window only what is new has to be read. */
function readingAhead(pause: (milliseconds: number) => Promise<void>, recover: AccountRecovery) {
  return async (milliseconds: number): Promise<void> => {
    await pause(milliseconds);
    // Ahead of time: what the chain doesn't give now is read again when it counts, and told then.
    await recover().catch((error: unknown) => {
      if (!(error instanceof TallystickError && error.code.startsWith('chain/'))) throw error;
    });
  };
}

/** What came in between, where another attempt can succeed. */
function whyAgain(step: 'wait' | 'make' | 'submit', error: unknown, canWait: boolean): string | undefined {
  if (step === 'make') return isReorganized(error) ? 'the chain changed while it was read' : undefined;
  if (step === 'wait') return undefined;
  if (isOvertaken(error)) return 'another batch came first';
  const isPending = error instanceof TallystickError && error.code === 'chain/transaction-pending';
  return isPending && canWait ? 'the batch was not mined in time' : undefined;
}

function toSequenced(
  submitted: Pick<SelfSequenced, 'batchId' | 'transactionHash' | 'blockNumber' | 'gasUsed'>,
  { settlements, data }: ExecutedBatch,
  proveMs: number,
): SelfSequenced {
  return { ...submitted, settlements, withdrawals: data.withdrawals, proveMs };
}
