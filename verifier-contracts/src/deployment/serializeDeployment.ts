import { toHex } from 'viem';
import type { Deployment } from './Deployment.js';

/**
 * The deployment as JSON text: the domain as 32 bytes of hex, other bigints as decimal strings.
 *
 * @example
 * import { parseDeployment, serializeDeployment } from '@tallystick/verifier-contracts';
 *
 * const same = parseDeployment(JSON.parse(serializeDeployment(deployment)));
 */
export function serializeDeployment(deployment: Deployment): string {
  const { courts, ...rest } = deployment;
  const json = {
    ...rest,
    domain: toHex(deployment.domain, { size: 32 }),
    deployedAtBlock: deployment.deployedAtBlock.toString(),
    openFeeWei: deployment.openFeeWei.toString(),
    ...(courts === undefined ? {} : { courts: { ...courts, deployedAtBlock: courts.deployedAtBlock.toString() } }),
  };
  return `${JSON.stringify(json, null, 2)}\n`;
}
