import type { BatchRequest } from './BatchRequest.js';
import type { BatchSteps } from './BatchSteps.js';
import { packHeader } from './packHeader.js';
import { packSerials } from './packSerials.js';

/**
 * The circuit's public inputs in order: old root, new root, domain, header, salt, opens (4 each), update serials (7 to a
 * field), updates (leaf, masked word), payouts.
 */
export function toPublicInputs(request: BatchRequest, steps: BatchSteps): bigint[] {
  const updates = [...steps.settles, ...steps.credits, ...steps.withdrawals].map(({ update }) => update);
  return [
    steps.oldRoot,
    steps.newRoot,
    request.domain,
    packHeader(request),
    request.salt,
    ...steps.opens.flatMap(({ ownerX, ownerY, terms, amount }) => [ownerX, ownerY, terms, amount]),
    ...packSerials(updates.map(({ serial }) => serial)),
    ...updates.flatMap(({ leaf, maskedWord }) => [leaf, maskedWord]),
    ...steps.withdrawals.map(({ payout }) => payout),
  ];
}
