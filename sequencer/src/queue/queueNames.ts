/** Schema of the proving queue, in the sequencer's database. */
export const QUEUE_SCHEMA = 'tallystick_queue';

/** PostgreSQL's channel on which provers hear that a job waits. */
export const PROVE_CHANNEL = 'tallystick_prove';

/** PostgreSQL's channel on which the driver hears that something became of a job. */
export const PROOF_CHANNEL = 'tallystick_proof';

/** Notified when a batch's status changes, by a trigger of the database. */
export const BATCH_CHANNEL = 'tallystick_batches';
