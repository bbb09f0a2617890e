import type { Address } from 'viem';

/** Seconds that each step of an epoch's judgement takes, one after the other, from the epoch's end on. */
export type CourtWindows = {
  /** Watchers post their roots. */
  postSeconds: number;
  /** A provider may demand a leaf of its committee's members. */
  demandSeconds: number;
  /** Members answer the demands. */
  revealSeconds: number;
  /** Proofs are still taken; they are from the end of the posting on. */
  proofSeconds: number;
  /** Anyone has silent providers slashed, and watchers that failed. */
  slashSeconds: number;
};

/** The stake, uptime and usage contracts of a deployment. Nothing is secret. */
export type CourtsDeployment = {
  /** Holds the stakes of providers and watchers. */
  stakeRegistry: Address;
  /** Judges uptime, epoch by epoch. */
  uptimeCourt: Address;
  /** Answers what usage is proven. */
  usageVerifier: Address;
  /** The generated verifier of uptime proofs. */
  uptimeProofVerifier: Address;
  /** The generated verifier of usage proofs. */
  usageProofVerifier: Address;
  /** The ERC-20 that stakes are in. */
  stakeToken: Address;
  /** Block in which the registry was created: the courts' events start here. */
  deployedAtBlock: bigint;
  /** Unix seconds at which epoch 0 began. */
  genesis: number;
  /** Length of one of the 96 slots of an epoch. */
  slotSeconds: number;
  windows: CourtWindows;
};
