import { type BatchArtifacts, loadArtifacts } from './loadArtifacts.js';
import type { LoadOptions } from './loadCircuitArtifacts.js';

export type RunSetupParameters = LoadOptions & {
  /** Names of the shapes; `tiny` and `small` by default. */
  shapes?: readonly string[] | undefined;
};

/**
 * Makes what is missing for some shapes, one after the other, and leaves it in the cache.
 *
 * @throws what `loadArtifacts` throws
 */
export async function runSetup({
  shapes = ['tiny', 'small'],
  ...options
}: RunSetupParameters = {}): Promise<BatchArtifacts[]> {
  const loaded: BatchArtifacts[] = [];
  for (const shape of shapes) loaded.push(await loadArtifacts({ shape, ...options }));
  return loaded;
}
