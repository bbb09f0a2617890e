import type { Logger } from 'pino';
import { sequencerError } from '../errors.js';
import type { ProvingWorker } from '../proving/startWorker.js';
import type { Store } from '../store/createStore.js';
import type { Metrics } from '../telemetry/createMetrics.js';
import type { Checkpoint } from '../util/Checkpoint.js';

export type AcceptProofsParameters = {
  store: Store;
  verifier: Pick<ProvingWorker, 'verify'>;
  logger: Logger;
  metrics: Metrics;
  checkpoint: Checkpoint;
};

/** What any proof is: field elements of 32 bytes each, as hex. */
const words = /^0x([0-9a-f]{64})+$/i;

/**
 * Verifies the proofs that provers have handed in. Those that hold are the batches' from then on; others are thrown away and counted, and
 * the batch waits for another proof.
 *
 * @returns how many batches were proved
 */
export async function acceptProofs(parameters: AcceptProofsParameters): Promise<number> {
  const { store, verifier, logger, metrics, checkpoint } = parameters;
  let accepted = 0;
  for (const delivered of await store.proofs.delivered()) {
    const { batchId, proof, witnessMs, proveMs, prover } = delivered;
    const statement = await store.witnesses.statement(batchId);
    // Given up since.
    if (!statement) continue;
    const { shape, publicInputs } = statement;
    const startMs = performance.now();
    // The verifier reads nothing else, and one that can't judge a proof would keep those after it waiting.
    const isValid = words.test(proof) && (await verifier.verify({ shape, proof, publicInputs }));
    const log = logger.child({ batch: batchId, shape: shape.name, prover });
    await checkpoint('verified', batchId);
    if (isValid) {
      await store.transaction(async ({ batches, outcomes }) => {
        await batches.prove(batchId, delivered);
        await outcomes.add({ batchId, prover, proved: true });
      });
      metrics.witnessSeconds.observe({ shape: shape.name }, witnessMs / 1000);
      metrics.proveSeconds.observe({ shape: shape.name }, proveMs / 1000);
      log.info({ verifyMs: Math.round(performance.now() - startMs) }, 'proof verified');
      await checkpoint('proved', batchId);
      accepted++;
    } else {
      const count = await store.transaction(async ({ proofs, batches, outcomes }) => {
        await proofs.remove(batchId);
        await outcomes.add({ batchId, prover, proved: false, refused: true });
        return batches.countBadProof(batchId);
      });
      metrics.badProofs.inc({ prover });
      const facts = { prover, batch: batchId, given: count };
      log.error({ err: sequencerError('sequencer/bad-proof', { facts }).toJSON() }, 'proof refused');
    }
  }
  return accepted;
}
