/** Slots of a batch, of each kind, as the circuits name them. */
export type ShapeSizes = { opens: number; settles: number; credits: number; withdrawals: number };

/** The sizes of a shape, as the rollup registers them. */
export type RegisteredSizes = { opens: number; settlements: number; credits: number; withdrawals: number };

/**
 * The sizes of a shape of the circuits, under the contract's names.
 *
 * @example
 * import { toRegisteredSizes } from '@tallystick/verifier-contracts';
 *
 * toRegisteredSizes({ opens: 2, settles: 4, credits: 2, withdrawals: 1 }).settlements; // 4
 */
export function toRegisteredSizes({ opens, settles, credits, withdrawals }: ShapeSizes): RegisteredSizes {
  return { opens, settlements: settles, credits, withdrawals };
}
