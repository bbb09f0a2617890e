import type { Hex } from 'viem';

/** A provider's answer to a probe: the signature of its registered responder key over the challenge (EIP-712). */
export type ProbeAnswer = { version: 1; signature: Hex };
