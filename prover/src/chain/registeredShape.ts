import { type RegisteredSizes, rollupAbi, toRegisteredSizes } from '@tallystick/verifier-contracts';
import { type Address, zeroAddress } from 'viem';
import type { Shape } from '../core/shape.js';

/** What `shapeOf` of the rollup gives: the sizes, and the verifier of their proofs; the zero address where there is none. */
export type RegisteredShape = readonly [sizes: RegisteredSizes, verifier: Address];

/** The call that reads what the rollup has registered under a shape's id. */
export function shapeOfCall(rollup: Address, shape: Shape) {
  return { address: rollup, abi: rollupAbi, functionName: 'shapeOf', args: [BigInt(shape.id)] } as const;
}

/** Whether the rollup takes batches of a shape, with its sizes. */
export function isShapeRegistered(shape: Shape, [sizes, verifier]: RegisteredShape): boolean {
  const expected = toRegisteredSizes(shape);
  const isSame = (Object.keys(expected) as (keyof RegisteredSizes)[]).every((key) => sizes[key] === expected[key]);
  return verifier !== zeroAddress && isSame;
}
