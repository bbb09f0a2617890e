import { availableParallelism } from 'node:os';
import { createProver, loadArtifacts, type OnProgress } from '@tallystick/prover';
import { createBatchScenario } from './createBatchScenario.js';

export type ProversFigures = {
  shape: string;
  cores: number;
  runs: { provers: number; threads: number; proofs: number; seconds: number; proofsPerMinute: number }[];
  /** Proofs per minute of all provers together against those of one prover with all cores. */
  gain: number;
};

/**
 * Proofs per minute of one prover with all cores and of two with half of them each, in turns in one run, so that what else the machine
 * does slows both alike.
 */
export async function measureProvers(shapeName: string, onProgress: OnProgress): Promise<ProversFigures> {
  const artifacts = await loadArtifacts({ shape: shapeName, onProgress });
  const { shape } = artifacts;
  const scenario = createBatchScenario({ shape, domain: 1n, feeBps: 100, now: () => 1_900_000_000 });
  const executed = await scenario.executeOpens();
  const cores = availableParallelism();
  const proofsEach = 2;
  const rounds = 2;

  const measure = async (count: number): Promise<number> => {
    const provers = await Promise.all(
      Array.from({ length: count }, () => createProver({ threads: Math.max(1, Math.floor(cores / count)) })),
    );
    try {
      const solved = await Promise.all(provers.map((prover) => prover.solveBatch(artifacts, executed)));
      const all = (times: number) =>
        Promise.all(
          provers.map(async (prover, i) => {
            const witness = solved[i];
            for (let n = 0; witness && n < times; n++) await prover.proveSolved(artifacts, witness);
          }),
        );
      // The process is started and has read its points.
      await all(1);
      const startMs = performance.now();
      await all((proofsEach * 2) / count);
      return (performance.now() - startMs) / 1000;
    } finally {
      for (const prover of provers) await prover.destroy();
    }
  };

  const seconds = new Map([1, 2].map((count) => [count, 0]));
  for (let round = 0; round < rounds; round++) {
    for (const count of seconds.keys()) {
      onProgress({ step: 'provers', detail: `${count} at once`, status: 'progress', fraction: round / rounds });
      seconds.set(count, (seconds.get(count) ?? 0) + (await measure(count)));
    }
  }
  const proofs = proofsEach * 2 * rounds;
  const runs = [...seconds].map(([provers, total]) => ({
    provers,
    threads: Math.max(1, Math.floor(cores / provers)),
    proofs,
    seconds: Number(total.toFixed(2)),
    proofsPerMinute: Number(((60 * proofs) / total).toFixed(2)),
  }));
  const [one = 1, two = 1] = seconds.values();
  return { shape: shape.name, cores, runs, gain: Number((one / two).toFixed(3)) };
}
