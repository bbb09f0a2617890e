import type { CompiledCircuit } from '@noir-lang/noir_js';
import type { OnProgress } from '../../core/progress/ProgressEvent.js';
import { reportStep } from '../../core/progress/reportStep.js';
import { artifactsError } from './artifactsErrors.js';
import { bytecodeOf } from './circuit.js';
import { type CompiledVerifier, compileVerifier } from './compileVerifier.js';
import { DEVELOPMENT_STRING, PROOF_SETTINGS } from './constants.js';
import { replaceG2 } from './g2.js';
import type { ReferenceString } from './referenceString.js';
import { startNativeProver } from './startNativeProver.js';

/** A circuit's keys, in a form for JSON. */
export type Keys = {
  gates: number;
  /** Base64. */
  verificationKey: string;
  verifier: CompiledVerifier & { source: string };
};

export type MakeKeysParameters = {
  name: string;
  circuit: CompiledCircuit;
  logGates: number;
  referenceString: ReferenceString;
  onProgress?: OnProgress | undefined;
};

/**
 * Counts a circuit's gates, computes its verification key, and generates and compiles its Solidity verifier.
 *
 * @throws artifacts/circuit-too-large before the key is computed, artifacts/prover-failed,
 * artifacts/no-native-prover, artifacts/unexpected-verifier, artifacts/compile-failed, artifacts/verifier-too-large
 */
export async function makeKeys({
  name,
  circuit,
  logGates,
  referenceString,
  onProgress,
}: MakeKeysParameters): Promise<Keys> {
  const bytecode = bytecodeOf(circuit);
  const prover = await startNativeProver({ crsPath: referenceString.path });
  try {
    const { gates, key } = await reportStep({ step: 'verification-key', detail: name, onProgress }, async () => {
      const stats = await prover.call('circuitStats', (native) =>
        native.circuitStats({
          circuit: { name, bytecode, verificationKey: new Uint8Array() },
          includeGatesPerOpcode: false,
          settings: PROOF_SETTINGS,
        }),
      );
      if (stats.numGatesDyadic > 2 ** logGates) {
        throw artifactsError('artifacts/circuit-too-large', {
          facts: { circuit: name, field: 'gates', given: stats.numGates, expected: 2 ** logGates },
        });
      }
      const vk = await prover.call('circuitComputeVk', (native) =>
        native.circuitComputeVk({ circuit: { name, bytecode }, settings: PROOF_SETTINGS }),
      );
      return { gates: stats.numGates, key: vk.bytes };
    });
    const verifier = await reportStep({ step: 'verifier', detail: name, onProgress }, async () => {
      const { solidityCode } = await prover.call('circuitWriteSolidityVerifier', (native) =>
        native.circuitWriteSolidityVerifier({ verificationKey: key, settings: PROOF_SETTINGS }),
      );
      const source = referenceString.kind === 'real' ? solidityCode : replaceG2(solidityCode, DEVELOPMENT_STRING.g2);
      return { source, ...(await compileVerifier(source)) };
    });
    return { gates, verificationKey: Buffer.from(key).toString('base64'), verifier };
  } finally {
    await prover.destroy();
  }
}
