import type { Hex } from 'viem';

/** What a job of the proving queue says: nothing secret, the inputs lie encrypted in the table `witnesses`. */
export type ProveOrder = {
  batchId: number;
  /** Name of the batch's shape. */
  shape: string;
  /** The chain that the proof is for; it decides which reference strings may be used. */
  chainId: number;
  referenceString: 'real' | 'development';
  /** Hash of the circuit's artifacts as the sequencer verifies with them; nothing where it knows the shape no more. */
  circuit?: Hex | undefined;
};
