import type { BatchRequest } from './BatchRequest.js';
import type { BatchSteps } from './BatchSteps.js';
import type { BatchData } from './ExecutedBatch.js';

/** The batch as the contract's `submitBatch` takes it. */
export function toBatchData(request: BatchRequest, steps: BatchSteps): BatchData {
  const updates = [...steps.settles, ...steps.credits, ...steps.withdrawals].map(({ update }) => update);
  return {
    oldRoot: steps.oldRoot,
    newRoot: steps.newRoot,
    now: request.now,
    salt: request.salt,
    opens: steps.opens
      .slice(0, request.opens.length)
      .map(({ ownerX, ownerY, terms, amount }) => ({ ownerX, ownerY, terms, amount })),
    serials: updates.map(({ serial }) => serial),
    leaves: updates.map(({ leaf }) => leaf),
    maskedWords: updates.map(({ maskedWord }) => maskedWord),
    withdrawals: request.withdrawals.map(({ amount, recipient }) => ({ amount, recipient })),
  };
}
