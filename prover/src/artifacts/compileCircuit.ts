import type { CompiledCircuit } from '@noir-lang/noir_js';
import { TallystickError } from '../errors/TallystickError.js';
import type { OnProgress } from '../progress/ProgressEvent.js';
import { reportStep } from '../progress/reportStep.js';
import type { CircuitSources } from './CircuitSources.js';
import { cached } from './cached.js';
import { resolveCacheDir } from './resolveCacheDir.js';
import { runScript } from './runScript.js';
import { toolVersion } from './toolVersion.js';

export type CompileCircuitParameters = {
  circuit: CircuitSources;
  cacheDir?: string | undefined;
  onProgress?: OnProgress | undefined;
};

/**
 * Compiles Noir sources to ACIR in a process of its own, or takes the result from the cache, where it lies under the
 * hash of sources and compiler.
 *
 * @throws artifacts/compile-failed, artifacts/cache-unusable
 */
export function compileCircuit({ circuit, cacheDir, onProgress }: CompileCircuitParameters): Promise<CompiledCircuit> {
  const { name, sources, packagePath } = circuit;
  return cached({
    cacheDir: resolveCacheDir(cacheDir),
    kind: 'circuits',
    inputs: [toolVersion('@noir-lang/noir_wasm'), packagePath, JSON.stringify(Object.entries(sources).sort(byPath))],
    make: () =>
      reportStep({ step: 'compile', detail: name, onProgress }, async () => {
        try {
          return await runScript<object, CompiledCircuit>('compile-noir.mjs', { sources, packagePath });
        } catch (cause) {
          throw new TallystickError('artifacts/compile-failed', { facts: { circuit: name }, cause });
        }
      }),
  });
}

function byPath([left]: [string, string], [right]: [string, string]): number {
  return left < right ? -1 : 1;
}
