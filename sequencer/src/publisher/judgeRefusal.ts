import type { Revert } from '../l1/decodeRevert.js';
import { operations } from '../operations/operations.js';

/**
 * What a refusal of the contract means for a batch:
 * - `wait`: it may pass, or the follower will find out what happened (another batch, a reorg, a refund, somebody's reserved window).
 * - `rebuild`: the batch will never be taken as it is; one that is executed anew may be.
 */
export type Judgement = 'wait' | 'rebuild';

const rebuilt = new Set([
  'NotInField',
  'NowBeforePrevious',
  'ProofRejected',
  'SerialTooLarge',
  'UnknownShape',
  'WrongSize',
  ...Object.values(operations).flatMap(({ rebuildAfter }) => rebuildAfter),
]);

/** Judges a refusal that `decodeRevert` found. An error that isn't known is waited for, since it costs nothing and an operator hears of it. */
export function judgeRefusal({ name, args }: Revert): Judgement {
  if (name === 'NowTooFarOff') {
    const [now, blockTime] = args;
    // A batch of the future only has to wait: after a reorg the chain's time may be earlier than it was.
    return BigInt(now as bigint) > BigInt(blockTime as bigint) ? 'wait' : 'rebuild';
  }
  return rebuilt.has(name) ? 'rebuild' : 'wait';
}
