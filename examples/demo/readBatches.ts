import type { SequencerClient } from '@tallystick/prover/sequencer-client';
import type { DemoBatch } from './DemoResult.js';

/** The batches that settled something or paid somebody out, and those that opened accounts, oldest first. */
export async function readBatches(sequencer: SequencerClient): Promise<DemoBatch[]> {
  const { batches } = await sequencer.getBatches({ limit: 100 });
  if (!Array.isArray(batches)) throw new TypeError('The sequencer answered no list of batches');
  return batches
    .filter((batch) => batch.status === 'final')
    .reverse()
    .map((batch) => {
      const settlements = Number(batch.settlements);
      const gasUsed = Number(batch.gasUsed);
      return {
        shape: `${batch.shape}`,
        gates: Number(batch.gates),
        settlements,
        proveMs: Number(batch.proveMs),
        proofBytes: Number(batch.proofBytes),
        gasUsed,
        gasPerSettlement: settlements === 0 ? null : Math.round(gasUsed / settlements),
        txHash: `${batch.txHash}`,
      };
    });
}
