import type { Deployment } from '@tallystick/verifier-contracts';
import { assertReferenceStringAllowed } from '../artifacts/assertReferenceStringAllowed.js';
import type { BatchArtifacts } from '../artifacts/loadArtifacts.js';
import type { ExecutedBatch, SettledReceipt } from '../batch/ExecutedBatch.js';
import type { ChainClients } from '../chain/ChainClients.js';
import { TallystickError } from '../errors/TallystickError.js';
import type { OnProgress } from '../progress/ProgressEvent.js';
import { reportStep } from '../progress/reportStep.js';
import type { BatchProver } from '../proof/BatchProver.js';
import type { Receipt } from '../receipt/Receipt.js';
import { assertShapeRegistered } from './assertShapeRegistered.js';
import { type AccountRecovery, createAccountRecovery } from './createAccountRecovery.js';
import { isReorganized } from './isReorganized.js';
import { makeOwnBatch } from './makeOwnBatch.js';
import type { OwnAccount, OwnWithdrawal } from './OwnAccount.js';
import { type SubmittedOwnBatch, submitOwnBatch } from './submitOwnBatch.js';
import { waitForTurn } from './waitForTurn.js';

export type SelfSequenceParameters = ChainClients & {
  deployment: Pick<Deployment, 'chainId' | 'rollup' | 'domain' | 'deployedAtBlock'>;
  artifacts: BatchArtifacts;
  prover: Pick<BatchProver, 'proveBatch'>;
  accounts: readonly OwnAccount[];
  settlements?: readonly Receipt[];
  withdrawals?: readonly OwnWithdrawal[];
  /** How many accounts of the contract's queue to take, from its beginning; none by default. */
  openCount?: number;
  /** Whether to reserve a window where the wallet has none. */
  reserve?: boolean;
  /** Waits for so many milliseconds; left out, it must be the wallet's turn now. */
  pause?: ((milliseconds: number) => Promise<void>) | undefined;
  /** Of these accounts at least; one that begins anew if left out. */
  recover?: AccountRecovery | undefined;
  onProgress?: OnProgress | undefined;
};

export type SelfSequenced = SubmittedOwnBatch & {
  settlements: SettledReceipt[];
  withdrawals: ExecutedBatch['data']['withdrawals'];
  proveMs: number;
};

/** How often something may come in between before this gives up. */
const ATTEMPTS = 5;
const REREAD_PAUSE_MS = 2_000;

/**
 * Settles and withdraws by a batch that nobody else has a hand in: waits for its turn, makes the batch from L1 data, proves and submits
 * it. The tree is rebuilt while it waits, so that within the window only what is new has to be read. In a window that everyone may use
 * another batch can come first, and the chain can be reorganised between two reads; then it starts again, a few times at most.
 *
 * @throws escape/not-your-turn, escape/shape-unavailable, and whatever `makeOwnBatch`, `proveBatch` and `submitOwnBatch` throw
 */
export async function selfSequence(parameters: SelfSequenceParameters): Promise<SelfSequenced> {
  const { publicClient, walletClient, deployment, artifacts, prover, reserve = false, pause, onProgress } = parameters;
  const { recover = createAccountRecovery(parameters) } = parameters;
  const { rollup, deployedAtBlock: fromBlock } = deployment;
  const { shape } = artifacts;
  assertReferenceStringAllowed(artifacts.referenceString, deployment.chainId);
  await assertShapeRegistered({ publicClient, rollup, shape });
  const pauseAndRead =
    pause === undefined
      ? undefined
      : async (milliseconds: number): Promise<void> => {
          await pause(milliseconds);
          // Ahead of time: what the chain doesn't give now is read again when it counts, and told then.
          await recover().catch((error: unknown) => {
            if (!(error instanceof TallystickError && error.code.startsWith('chain/'))) throw error;
          });
        };
  for (let attempt = 1; ; attempt++) {
    const orStartAgain = (isPassing: (error: unknown) => boolean, detail: string) => async (error: unknown) => {
      if (attempt === ATTEMPTS || !isPassing(error)) throw error;
      onProgress?.({ step: 'submit', status: 'notice', detail: `${detail}; starting again` });
      return undefined;
    };
    await waitForTurn({ publicClient, walletClient, rollup, fromBlock, reserve, pause: pauseAndRead, onProgress });
    const executed = await makeOwnBatch({ ...parameters, shape, recover }).catch(
      orStartAgain(isReorganized, 'the chain changed while it was read'),
    );
    if (executed === undefined) {
      await pause?.(REREAD_PAUSE_MS);
      continue;
    }
    const { proof, proveMs } = await prover.proveBatch(artifacts, executed, onProgress);
    const submitted = await reportStep({ step: 'submit', onProgress }, () =>
      submitOwnBatch({ publicClient, walletClient, rollup, executed, proof }),
    ).catch(orStartAgain(isOvertaken, 'another batch came first'));
    if (submitted === undefined) continue;
    return { ...submitted, settlements: executed.settlements, withdrawals: executed.data.withdrawals, proveMs };
  }
}

/** Whether the batch was right when it was made, and something happened meanwhile. */
function isOvertaken(error: unknown): boolean {
  if (!(error instanceof TallystickError)) return false;
  if (error.code === 'chain/transaction-failed') return true;
  const name = error.facts.error;
  return error.code === 'chain/reverted' && OVERTAKEN.has(String(name));
}

const OVERTAKEN = new Set([
  'StaleRoot',
  'NowTooFarOff',
  'NowBeforePrevious',
  'OpenAmountMismatch',
  'OperatorsTurn',
  'SlotReservedByAnother',
  'NoReservation',
]);
