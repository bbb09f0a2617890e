import type { ExecutedBatch } from '@tallystick/prover/batch';
import type { OnProgress } from '@tallystick/prover/core';
import { createProver, type ProvedBatch } from '@tallystick/prover/proving';
import type { SettlingWorld } from './createSettlingWorld.js';

export type SustainedFigures = {
  batches: number;
  /** From the first execution to the last confirmation. */
  seconds: number;
  settlementsPerSecond: number;
  /** Part of all that time during which the native prover worked. */
  proverShare: number;
  /** Means over the batches; all but the first are executed and solved while the one before is proved. */
  executeMs: number;
  witnessMs: number;
  proveMs: number;
  verifyMs: number;
};

/**
 * Full batches one on another, as the sequencer makes them: each is executed on the result of the one before and solved while that one is
 * proved; verified by another process, and settled on the chain in order, beside it.
 */
export async function measureSustained(
  world: SettlingWorld,
  { batches, onProgress }: { batches: number; onProgress: OnProgress },
): Promise<SustainedFigures> {
  const { artifacts, prover } = world;
  const verifier = await createProver({ threads: 1 });
  const sums = { executeMs: 0, witnessMs: 0, proveMs: 0, verifyMs: 0 };
  const timed = async <T>(name: keyof typeof sums, run: () => Promise<T>): Promise<T> => {
    const startMs = performance.now();
    const result = await run();
    sums[name] += performance.now() - startMs;
    return result;
  };

  const settle = async (batch: ExecutedBatch, proved: ProvedBatch, before: Promise<void>): Promise<void> => {
    sums.proveMs += proved.proveMs;
    sums.witnessMs += proved.witnessMs;
    if (!(await timed('verifyMs', () => verifier.verifyBatch(artifacts, proved)))) throw new Error('A proof is wrong');
    await before;
    await world.submit(batch, proved.proof);
  };

  try {
    const signed = Array.from({ length: batches }, () => world.scenario.signReceipts());
    const startMs = performance.now();
    let settled: Promise<void> = Promise.resolve();
    let proving: Promise<ProvedBatch> | undefined;
    for (const [i, receipts] of signed.entries()) {
      onProgress({ step: 'sustained run', status: 'progress', fraction: i / batches });
      const execute = () => world.execute(({ executeSettlements }) => executeSettlements(receipts));
      const batch = await timed('executeMs', execute);
      await world.scenario.commit(batch);
      const solved = await prover.solveBatch(artifacts, batch);
      const current = prover.proveSolved(artifacts, solved);
      // Never more than one ahead of the one that is proved.
      await proving;
      proving = current;
      const before = settled;
      settled = current.then((proved) => settle(batch, proved, before));
      // Seen below; until then nobody may look.
      settled.catch(() => {});
    }
    await settled;
    const seconds = (performance.now() - startMs) / 1000;
    const mean = (sum: number) => Math.round(sum / batches);
    return {
      batches,
      seconds: Number(seconds.toFixed(2)),
      settlementsPerSecond: Number(((batches * artifacts.shape.settles) / seconds).toFixed(2)),
      proverShare: Number((sums.proveMs / 1000 / seconds).toFixed(3)),
      executeMs: mean(sums.executeMs),
      witnessMs: mean(sums.witnessMs),
      proveMs: mean(sums.proveMs),
      verifyMs: mean(sums.verifyMs),
    };
  } finally {
    await verifier.destroy();
  }
}
