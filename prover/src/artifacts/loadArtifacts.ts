import type { Shape } from '../shape/Shape.js';
import { batchCircuit } from './batchCircuit.js';
import type { CircuitArtifacts } from './CircuitArtifacts.js';
import { type LoadOptions, loadCircuitArtifacts } from './loadCircuitArtifacts.js';

export type LoadArtifactsParameters = LoadOptions & {
  /** Name of the batch circuit's shape: `tiny`, `small`, `large`. */
  shape: string;
};

/** What batches of one shape are proved and verified with. */
export type BatchArtifacts = CircuitArtifacts<Shape>;

/**
 * Everything to prove and verify batches of a shape, found in the cache or made with progress.
 *
 * @throws artifacts/unknown-shape, and what `loadCircuitArtifacts` throws
 */
export function loadArtifacts({ shape: name, ...options }: LoadArtifactsParameters): Promise<BatchArtifacts> {
  const { shape, circuit } = batchCircuit(name);
  return loadCircuitArtifacts<Shape>(shape, circuit, options);
}
