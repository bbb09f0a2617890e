import type { Address } from 'viem';
import type { CourtsDeployment } from './CourtsDeployment.js';

/** What a deployment consists of: all that a sequencer, provider or consumer has to know about it. Nothing is secret. */
export type Deployment = {
  chainId: number;
  rollup: Address;
  /** The ERC-20 that every amount is in. */
  token: Address;
  /** Guards the rollup's restricted functions. */
  accessManager: Address;
  /** The verifier of each shape, by the shape's name. */
  verifiers: Record<string, Address>;
  /** Separates this rollup's signatures from every other's; a field element. */
  domain: bigint;
  /** The account that is credited the operator's fees. */
  operatorSerial: number;
  /** Block in which the rollup was created: its events start here. */
  deployedAtBlock: bigint;
  /** The operator's share of a settlement when deployed, in 1/10000. */
  feeBps: number;
  /** What an open costs when deployed, in wei. */
  openFeeWei: bigint;
  /** Seconds after which an open that no batch took can be refunded. */
  refundDelaySeconds: number;
  /** May change roles and settings. */
  admin: Address;
  /** May submit batches. */
  operator: Address;
  /** The stake, uptime and usage contracts, where there are any. */
  courts?: CourtsDeployment;
};
