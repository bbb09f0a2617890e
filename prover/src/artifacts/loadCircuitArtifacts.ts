import { isDevelopmentChain } from '@tallystick/verifier-contracts';
import type { OnProgress } from '../progress/ProgressEvent.js';
import { assertDevelopmentChain } from './assertDevelopmentChain.js';
import type { CircuitArtifacts } from './CircuitArtifacts.js';
import type { CircuitSources } from './CircuitSources.js';
import { cached } from './cached.js';
import { compileCircuit } from './compileCircuit.js';
import { countPublicInputs } from './countPublicInputs.js';
import { DEVELOPMENT_STRING } from './DEVELOPMENT_STRING.js';
import { findReferenceString, type ReferenceStringChoice } from './findReferenceString.js';
import { IGNITION } from './IGNITION.js';
import { makeKeys } from './makeKeys.js';
import { resolveCacheDir } from './resolveCacheDir.js';
import { sha256 } from './sha256.js';
import { toolVersion } from './toolVersion.js';

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
  const cacheDir = resolveCacheDir(options.cacheDir);
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
