import type { CourtsDeployment } from '@tallystick/verifier-contracts';

/** What a keeper looks after. */
export type KeeperContracts = Pick<CourtsDeployment, 'stakeRegistry' | 'uptimeCourt' | 'deployedAtBlock'>;
