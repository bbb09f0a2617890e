import type { ExecutedBatch } from '@tallystick/prover/batch';
import type { OnProgress } from '@tallystick/prover/core';
import { createSettlingWorld } from './createSettlingWorld.js';
import { measureSustained, type SustainedFigures } from './measureSustained.js';
import { peakMemoryMb } from './peakMemoryMb.js';

export type BatchFigures = {
  shape: string;
  gates: number;
  settlements: number;
  executeMs: number;
  witnessMs: number;
  proveMs: number;
  verifyMs: number;
  /** Part of execute + witness + prove + verify that the native prover takes. */
  proverShare: number;
  /** Settlements per second of executing, solving, proving and verifying, one after the other. */
  settlementsPerSecond: number;
  proofBytes: number;
  gasUsed: number;
  gasPerSettlement: number;
  /** Largest resident memory of each process, in MiB. */
  peakMemoryMb: Record<string, number>;
  referenceString: string;
  /** Consecutive batches, overlapped as the sequencer does. */
  sustained: SustainedFigures;
};

/**
 * Proves a batch that is full of settlements and settles it on a development chain; then a run of consecutive ones.
 *
 * @param batches Of that run.
 *
 * The batches before it, which open its accounts, are proved and settled too: nothing is put into the contract's storage by hand.
 */
export async function measureBatch(
  shapeName: string,
  { batches, onProgress }: { batches: number; onProgress: OnProgress },
): Promise<BatchFigures> {
  const world = await createSettlingWorld(shapeName, onProgress);
  try {
    const { artifacts, prover, scenario } = world;
    const settle = async (batch: ExecutedBatch, title: string) => {
      onProgress({ step: title, status: 'start' });
      const proved = await world.prove(batch);
      const startedMs = performance.now();
      if (!(await prover.verifyBatch(artifacts, proved))) throw new Error(`${title}: the proof doesn't verify`);
      const verifyMs = performance.now() - startedMs;
      const { gasUsed } = await world.settle(batch, proved.proof);
      onProgress({ step: title, status: 'done' });
      return { proved, verifyMs, gasUsed: Number(gasUsed) };
    };
    while (scenario.hasUnopened()) {
      await settle(await world.execute(({ executeOpens }) => executeOpens()), 'opening batch');
    }
    // Signed before the clock starts: that is the consumers' work.
    const receipts = scenario.signReceipts();
    const startedMs = performance.now();
    const batch = await world.execute(({ executeSettlements }) => executeSettlements(receipts));
    const executeMs = performance.now() - startedMs;
    const { proved, verifyMs, gasUsed } = await settle(batch, 'settling batch');
    const { proof, witnessMs, proveMs } = proved;
    const settlements = artifacts.shape.settles;
    const totalMs = executeMs + witnessMs + proveMs + verifyMs;
    const sustained = await measureSustained(world, { batches, onProgress });
    return {
      shape: artifacts.shape.name,
      gates: artifacts.gates,
      settlements,
      executeMs: Math.round(executeMs),
      witnessMs: Math.round(witnessMs),
      proveMs: Math.round(proveMs),
      verifyMs: Math.round(verifyMs),
      proverShare: Number((proveMs / totalMs).toFixed(3)),
      settlementsPerSecond: Number(((settlements * 1000) / totalMs).toFixed(2)),
      proofBytes: (proof.length - 2) / 2,
      gasUsed,
      gasPerSettlement: Math.round(gasUsed / settlements),
      peakMemoryMb: peakMemoryMb(),
      referenceString: artifacts.referenceString.kind,
      sustained,
    };
  } finally {
    await world.stop();
  }
}
