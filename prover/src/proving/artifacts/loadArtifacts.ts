import type { CompiledCircuit } from '@noir-lang/noir_js';
import { isDevelopmentChain } from '@tallystick/verifier-contracts';
import type { Hex } from 'viem';
import type { OnProgress } from '../../core/progress/ProgressEvent.js';
import type { Shape } from '../../core/shape.js';
import { sha256 } from '../../files/sha256.js';
import { cached, resolveCacheDir } from './cached.js';
import { batchCircuit, type CircuitSources, compileCircuit, countPublicInputs } from './circuit.js';
import type { CompiledVerifier } from './compileVerifier.js';
import { DEVELOPMENT_STRING, IGNITION } from './constants.js';
import { findReferenceString, type ReferenceStringChoice } from './findReferenceString.js';
import { makeKeys } from './makeKeys.js';
import { assertDevelopmentChain, type ReferenceString } from './referenceString.js';
import { toolVersion } from './toolVersion.js';

/** Everything needed to prove a circuit and to verify its proofs. */
export type CircuitArtifacts<Shape = undefined> = {
  /** What the circuit was made for; a batch circuit's shape. */
  shape: Shape;
  /** ACIR and ABI, as noir_js takes them. */
  circuit: CompiledCircuit;
  gates: number;
  /** Number of public inputs, in field elements. */
  publicInputs: number;
  verificationKey: Uint8Array;
  referenceString: ReferenceString;
  /** The generated Solidity verifier; its key and reference string are those above. */
  verifier: CompiledVerifier & { source: string };
  /** sha256 over circuit, verification key and verifier: what proofs depend on. */
  hash: Hex;
};

export type LoadOptions = {
  /** Folder for what is made; `TALLYSTICK_CACHE`, else the user's cache folder, by default. */
  cacheDir?: string | undefined;
  /**
   * Which reference string; `auto` by default: the real one where it can be had within seconds, else the development
   * string.
   */
  referenceString?: ReferenceStringChoice | undefined;
  /**
   * The chain that the proofs are for. On any but a development chain `auto` means `real` and `development` is
   * refused.
   */
  chainId?: number | undefined;
  /** Folder that may hold the real string; the environment's `CRS_PATH` by default. */
  crsPath?: string | undefined;
  onProgress?: OnProgress | undefined;
};

/** Raised by hand when the settings of proofs or verifiers change, so that nothing old is taken from a cache. */
const RECIPE = '1';

/**
 * Everything to prove a circuit: each part from the cache, where it lies under the hash of what it depends on, else
 * made.
 *
 * @throws artifacts/…: development-string-refused, reference-string-unavailable, reference-string-invalid,
 * compile-failed, circuit-too-large, verifier-too-large, unexpected-verifier, no-native-prover, prover-failed,
 * cache-unusable
 */
export async function loadCircuitArtifacts<Shape>(
  shape: Shape,
  { name, sources, packagePath, logGates }: CircuitSources,
  options: LoadOptions = {},
): Promise<CircuitArtifacts<Shape>> {
  const { onProgress, crsPath } = options;
  const cacheDir = await resolveCacheDir(options.cacheDir);
  const choice = choose(options);
  const circuit = await compileCircuit({ circuit: { name, sources, packagePath, logGates }, cacheDir, onProgress });
  // The native prover needs one for each padded gate, and with fewer would ask the network by itself; strings are
  // commonly cut one beyond a power of two.
  const points = 2 ** logGates + 1;
  const referenceString = await findReferenceString({ points, choice, cacheDir, onProgress, crsPath });
  const { gates, verificationKey, verifier } = await cached({
    cacheDir,
    kind: 'keys',
    inputs: [
      RECIPE,
      toolVersion('@aztec/bb.js'),
      toolVersion('solc'),
      ...(referenceString.kind === 'real' ? IGNITION : DEVELOPMENT_STRING).g2,
      `${logGates}`,
      circuit.bytecode,
    ],
    make: () => makeKeys({ name, circuit, logGates, referenceString, onProgress }),
  });
  return {
    shape,
    circuit,
    gates,
    publicInputs: countPublicInputs(circuit.abi),
    verificationKey: Uint8Array.from(Buffer.from(verificationKey, 'base64')),
    referenceString,
    verifier,
    hash: `0x${sha256(JSON.stringify([circuit.bytecode, verificationKey, verifier.deployedBytecode]))}`,
  };
}

function choose({ referenceString = 'auto', chainId }: LoadOptions): ReferenceStringChoice {
  if (chainId === undefined || isDevelopmentChain(chainId)) return referenceString;
  if (referenceString === 'development') assertDevelopmentChain(chainId);
  return 'real';
}

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
 *
 * @example
 * import { loadArtifacts } from '@tallystick/prover/proving';
 *
 * const artifacts = await loadArtifacts({ shape: 'small', chainId });
 */
export function loadArtifacts({ shape: name, ...options }: LoadArtifactsParameters): Promise<BatchArtifacts> {
  const { shape, circuit } = batchCircuit(name);
  return loadCircuitArtifacts<Shape>(shape, circuit, options);
}

export type RunSetupParameters = LoadOptions & {
  /** Names of the shapes; `tiny` and `small` by default. */
  shapes?: readonly string[] | undefined;
};

/**
 * Makes what is missing for some shapes, one after the other, and leaves it in the cache.
 *
 * @throws what `loadArtifacts` throws
 *
 * @example
 * import { createProgressReporter, runSetup } from '@tallystick/prover/proving';
 *
 * await runSetup({ shapes: ['tiny'], onProgress: createProgressReporter() }); // so that nothing has to be made later
 */
export async function runSetup({
  shapes = ['tiny', 'small'],
  ...options
}: RunSetupParameters = {}): Promise<BatchArtifacts[]> {
  const loaded: BatchArtifacts[] = [];
  for (const shape of shapes) loaded.push(await loadArtifacts({ shape, ...options }));
  return loaded;
}
