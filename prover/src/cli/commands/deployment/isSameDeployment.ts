import type { Deployment } from '@tallystick/verifier-contracts';

/** Whether a file of one deployment may take the place of the other's: the same rollup, with no other courts, and with no fewer. */
export function isSameDeployment(before: Deployment, after: Deployment): boolean {
  const isSame = before.chainId === after.chainId && before.rollup === after.rollup;
  return isSame && (before.courts === undefined || before.courts.stakeRegistry === after.courts?.stakeRegistry);
}
