import { availableParallelism } from 'node:os';
import type { OnProgress } from '@tallystick/prover/core';
import { createProver, loadArtifacts } from '@tallystick/prover/proving';
import { createBatchScenario } from './createBatchScenario.js';

export type ProversFigures = {
  shape: string;
  cores: number;
  /** How often both were measured, one right after the other. */
  rounds: number;
  runs: { provers: number; threads: number; proofs: number; seconds: number; proofsPerMinute: number }[];
  /** Proofs per minute of two provers together against those of one with all cores: the median over the rounds. */
  gain: number;
};

/**
 * Proofs per minute of one prover with all cores and of two with half of them each. Both are measured in turns of two proofs and compared
 * turn by turn, so that what else the machine does slows both alike.
 */
export async function measureProvers(shapeName: string, onProgress: OnProgress): Promise<ProversFigures> {
  const artifacts = await loadArtifacts({ shape: shapeName, onProgress });
  const { shape } = artifacts;
  const scenario = createBatchScenario({ shape, domain: 1n, feeBps: 100, now: () => 1_900_000_000 });
  const executed = await scenario.executeOpens();
  const cores = availableParallelism();
  const proofs = 2;
  const rounds = 5;
  const start = async (count: number) => {
    const threads = Math.max(1, Math.floor(cores / count));
    const provers = await Promise.all(Array.from({ length: count }, () => createProver({ threads })));
    const run = async (times: number): Promise<number> => {
      const startMs = performance.now();
      await Promise.all(
        provers.map(async (prover) => {
          for (let n = 0; n < times; n++) await prover.proveSolved(artifacts, solved);
        }),
      );
      return (performance.now() - startMs) / 1000;
    };
    return { count, threads, run, seconds: [] as number[], stop: () => Promise.all(provers.map((p) => p.destroy())) };
  };

  const one = await start(1);
  const two = await start(2);
  const solver = await createProver();
  const solved = await solver.solveBatch(artifacts, executed);
  try {
    // The processes are started and have read their points.
    for (const each of [one, two]) await each.run(1);
    for (let round = 0; round < rounds; round++) {
      onProgress({ step: 'one prover against two', status: 'progress', fraction: round / rounds });
      // Each goes first in every other round.
      for (const each of round % 2 === 0 ? [one, two] : [two, one]) {
        each.seconds.push(await each.run(proofs / each.count));
      }
    }
  } finally {
    for (const each of [one, two]) await each.stop();
    await solver.destroy();
  }
  const ratios = one.seconds.map((seconds, round) => seconds / (two.seconds[round] ?? seconds));
  const median = ratios.toSorted((a, b) => a - b)[Math.floor(rounds / 2)] ?? 0;
  const runs = [one, two].map(({ count, threads, seconds }) => {
    const total = seconds.reduce((sum, each) => sum + each, 0);
    const made = proofs * rounds;
    return {
      provers: count,
      threads,
      proofs: made,
      seconds: Number(total.toFixed(2)),
      proofsPerMinute: Number(((60 * made) / total).toFixed(2)),
    };
  });
  return { shape: shape.name, cores, rounds, runs, gain: Number(median.toFixed(3)) };
}
