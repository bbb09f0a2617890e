import { gunzipSync } from 'node:zlib';
import type { CompiledCircuit } from '@noir-lang/noir_js';
import { batchSources, circuits, type DescribedShape } from '@tallystick/circuits';
import type { OnProgress } from '../../core/progress/ProgressEvent.js';
import { reportStep } from '../../core/progress/reportStep.js';
import { artifactsError } from './artifactsErrors.js';
import { cached, resolveCacheDir } from './cached.js';
import { runScript } from './runScript.js';
import { toolVersion } from './toolVersion.js';

/** A Noir package as texts. */
export type CircuitSources = {
  /** For people: the shape's name. */
  name: string;
  /** Text of every file by path, those of dependencies included. */
  sources: Readonly<Record<string, string>>;
  /** Folder of the package's Nargo.toml among the paths; empty for the top. */
  packagePath: string;
  /** The circuit must have at most 2^logGates gates. */
  logGates: number;
};

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
export async function compileCircuit({
  circuit,
  cacheDir,
  onProgress,
}: CompileCircuitParameters): Promise<CompiledCircuit> {
  const { name, sources, packagePath } = circuit;
  return cached({
    cacheDir: await resolveCacheDir(cacheDir),
    kind: 'circuits',
    inputs: [toolVersion('@noir-lang/noir_wasm'), packagePath, JSON.stringify(Object.entries(sources).sort(byPath))],
    make: () =>
      reportStep({ step: 'compile', detail: name, onProgress }, async () => {
        try {
          return await runScript<object, CompiledCircuit>('compile-noir.mjs', { sources, packagePath });
        } catch (cause) {
          throw artifactsError('artifacts/compile-failed', { facts: { circuit: name }, cause });
        }
      }),
  });
}

function byPath([left]: [string, string], [right]: [string, string]): number {
  return left < right ? -1 : 1;
}

/**
 * The batch circuit of a shape: its description in circuits.json and its sources.
 *
 * @param name of the shape: `tiny`, `small`, …
 * @throws artifacts/unknown-shape
 */
export function batchCircuit(name: string): { shape: DescribedShape; circuit: CircuitSources } {
  const { shapes, package: packagePath } = circuits.batch;
  const shape = shapes.find((candidate) => candidate.name === name);
  if (shape === undefined) {
    throw artifactsError('artifacts/unknown-shape', {
      facts: { field: 'shape', given: name, expected: shapes.map((candidate) => candidate.name) },
    });
  }
  return { shape, circuit: { name, sources: batchSources(shape), packagePath, logGates: shape.logGates } };
}

/** The circuit's bytecode as the native prover takes it: unpacked. */
export function bytecodeOf({ bytecode }: Pick<CompiledCircuit, 'bytecode'>): Uint8Array {
  return gunzipSync(Buffer.from(bytecode, 'base64'));
}

type NoirAbi = CompiledCircuit['abi'];
type NoirType = NoirAbi['parameters'][number]['type'];

/** Number of field elements that a circuit's public parameters take. */
export function countPublicInputs({ parameters }: Pick<NoirAbi, 'parameters'>): number {
  return parameters
    .filter(({ visibility }) => visibility === 'public')
    .reduce((sum, { type }) => sum + fieldsOf(type), 0);
}

function fieldsOf(type: NoirType): number {
  switch (type.kind) {
    case 'array':
      return type.length * fieldsOf(type.type);
    case 'tuple':
      return type.fields.reduce((sum, field) => sum + fieldsOf(field), 0);
    case 'struct':
      return type.fields.reduce((sum, field) => sum + fieldsOf(field.type), 0);
    case 'string':
      return type.length;
    default:
      return 1;
  }
}
