/** Where a batch stands between two of its steps; a process that is killed at any of them loses and repeats nothing. */
export type Step =
  /** Executed natively; nothing is written. */
  | 'executed'
  /** Closed: batch, items, inputs and job are in the database. */
  | 'closed'
  /** A prover has taken the job. */
  | 'taken'
  /** The proof was made; it isn't handed in. */
  | 'made'
  /** Handed in, and the job is done. */
  | 'delivered'
  /** Verified; that isn't written. */
  | 'verified'
  /** Proved: the proof is the batch's. */
  | 'proved';

/** Called between the steps; tests make it fail or wait for ever, as a killed process would. */
export type Checkpoint = (step: Step, batchId: number | undefined) => Promise<void>;
