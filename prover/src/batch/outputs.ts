import type { BatchRequest } from './request.js';
import type { BatchData, BatchSteps } from './steps.js';

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

/**
 * The batch's parameters as one public field: now(48) | feeBps(16) | operatorSerial(32) | firstSerial(32) | openCount(16),
 * low bits first. Unchecked.
 */
export function packHeader(
  request: Pick<BatchRequest, 'now' | 'feeBps' | 'operatorSerial' | 'firstSerial'> & { opens: readonly unknown[] },
): bigint {
  return (
    BigInt(request.now) |
    (BigInt(request.feeBps) << 48n) |
    (BigInt(request.operatorSerial) << 64n) |
    (BigInt(request.firstSerial) << 96n) |
    (BigInt(request.opens.length) << 128n)
  );
}

const PER_FIELD = 7;

/** Serials packed 7 to a field element, 32 bits each, low bits first. */
export function packSerials(serials: readonly number[]): bigint[] {
  return Array.from({ length: Math.ceil(serials.length / PER_FIELD) }, (_, i) =>
    serials
      .slice(PER_FIELD * i, PER_FIELD * (i + 1))
      .reduce((packed, serial, at) => packed | (BigInt(serial) << BigInt(32 * at)), 0n),
  );
}
