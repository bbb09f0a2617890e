import type { CourtsDeployment, Deployment } from '@tallystick/verifier-contracts';
import { TallystickError } from '../errors/TallystickError.js';

/**
 * The courts of a deployment.
 *
 * @throws stake/no-courts
 */
export function requireCourts({ courts, rollup, chainId }: Deployment): CourtsDeployment {
  if (courts === undefined)
    throw new TallystickError('stake/no-courts', { facts: { field: 'courts', rollup, chainId } });
  return courts;
}
