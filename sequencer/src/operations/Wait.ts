import { Type } from '@sinclair/typebox';
import * as schemas from './schemas.js';

/** What an item can wait for, in the order in which it comes to it; of the last four the operator's publisher has raised an alert. */
export const WAIT_REASONS = [
  /** To be put into one. */
  'batch',
  /** Its batch's. */
  'proof',
  /** The batches before its own, or a look of the publisher: the proof is there. */
  'transaction',
  /** The transaction is sent, and in no block yet. */
  'block',
  /** It is in a block. */
  'confirmations',
  /** The chain asks for more per unit of gas than the operator pays at most. */
  'fee-cap',
  /** The operator's wallet has too little. */
  'out-of-funds',
  /** The contract or the nodes refuse the batches. */
  'refused',
  /** No node of the chain answers. */
  'unreachable',
] as const;

export type WaitReason = (typeof WAIT_REASONS)[number];

/** What fees that wait are held to, in wei per unit of gas. */
export type FeeWait = {
  /** The lowest that would be taken at this moment. */
  lowestWei: bigint;
  /** The most that the operator pays. */
  highestWei: bigint;
};

/** Why an item waits where it does. */
export type Wait = { reason: WaitReason; fees?: FeeWait | undefined };

/** Why what is in a batch waits; without one, why what is in none yet does. */
export type WaitOf = (batchId: number | undefined) => Wait;

export const wait = schemas.name(
  'Wait',
  Type.Object({
    reason: schemas.status(...WAIT_REASONS),
    lowestFeePerGasWei: schemas.orNull(
      schemas.decimal('With fee-cap: the lowest fee per unit of gas, in wei, that the chain would take now'),
    ),
    highestFeePerGasWei: schemas.orNull(
      schemas.decimal('With fee-cap: the most that the operator pays for it, in wei'),
    ),
  }),
);

/** Why an item waits, as the API shows it; null for one that waits no more. */
export function presentWait({ status, batchId }: { status: string; batchId: number | undefined }, waitOf: WaitOf) {
  if (status !== 'pending' && status !== 'batched') return null;
  const { reason, fees } = waitOf(batchId);
  return {
    reason,
    lowestFeePerGasWei: fees?.lowestWei.toString() ?? null,
    highestFeePerGasWei: fees?.highestWei.toString() ?? null,
  };
}
