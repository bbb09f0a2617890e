import { rollupAbi } from '@tallystick/verifier-contracts';
import { type Address, zeroAddress } from 'viem';
import type { ChainReader } from '../chain/ChainClients.js';
import { toChainError } from '../chain/toChainError.js';
import { TallystickError } from '../errors/TallystickError.js';
import type { Shape } from '../shape/Shape.js';

/**
 * Checks that the rollup takes batches of a shape, with these sizes.
 *
 * @throws escape/shape-unavailable, chain/unreachable, chain/call-failed
 */
export async function assertShapeRegistered({
  publicClient,
  rollup,
  shape,
}: {
  publicClient: ChainReader;
  rollup: Address;
  shape: Shape;
}): Promise<void> {
  const at = { address: rollup, abi: rollupAbi, functionName: 'shapeOf', args: [BigInt(shape.id)] } as const;
  const [sizes, verifier] = await publicClient.readContract(at).catch((error: unknown) => {
    throw toChainError(error, 'reading the shape');
  });
  const { opens, settles: settlements, credits, withdrawals } = shape;
  const expected = { opens, settlements, credits, withdrawals };
  if (verifier !== zeroAddress && JSON.stringify(sizes) === JSON.stringify(expected)) return;
  throw new TallystickError('escape/shape-unavailable', {
    facts: { field: 'shape', given: shape.name, expected, registered: verifier === zeroAddress ? null : sizes },
  });
}
