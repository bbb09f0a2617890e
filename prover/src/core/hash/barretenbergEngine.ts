import { BackendType, BarretenbergSync } from '@aztec/bb.js';
import { bytesToField, fieldToBytes } from '../field.js';
import { challengeInputs, GENERATOR } from './bbScheme.js';
import type { CryptoEngine, Quad } from './CryptoEngine.js';
import { createCurve } from './grumpkin/createCurve.js';
import { createOwnerTables } from './grumpkin/createOwnerTables.js';
import { createVerifier } from './grumpkin/createVerifier.js';

/** The native process, where it was asked for and lives; `startNativeSignatures` sets it, and it goes with the engine. */
export const nativeProcess: { signer: BarretenbergSync | undefined } = { signer: undefined };

/**
 * Hashes and signatures by bb.js, as WebAssembly in this process, but for the verification of signatures: a small module of our own takes
 * less than half the time for it, see createVerifier.ts. (The native form of bb.js is a process of its own, which saves nothing on a
 * hash and ends on the Ctrl-C that this one may still be cleaning up after; see `startNativeSignatures` for what it is good for.)
 */
export async function startEngine(): Promise<CryptoEngine> {
  const curve = await createCurve();
  const verify = createVerifier<bigint>(curve, createOwnerTables(curve), {
    base: GENERATOR,
    challenge: (nonceX, publicKey, message) => curve.hash(challengeInputs(nonceX, publicKey, message)),
  });
  // One thread is enough: hashes and signatures are too small to be split. Neither needs a reference string.
  const library = await BarretenbergSync.new({ backend: BackendType.Wasm, threads: 1, skipSrsInit: true });
  const signer = (): BarretenbergSync => nativeProcess.signer ?? library;
  return {
    poseidon2Hash: (inputs) => bytesToField(library.poseidon2Hash({ inputs: inputs.map(fieldToBytes) }).hash),
    poseidon2Permute: (state) =>
      library.poseidon2Permutation({ inputs: state.map(fieldToBytes) }).outputs.map(bytesToField) as unknown as Quad,
    publicKeyOf(privateKey) {
      const { publicKey } = signer().schnorrComputePublicKey({ privateKey: fieldToBytes(privateKey) });
      return { x: bytesToField(publicKey.x), y: bytesToField(publicKey.y) };
    },
    sign(message, privateKey) {
      const { s, e } = signer().schnorrConstructSignature({
        messageField: fieldToBytes(message),
        privateKey: fieldToBytes(privateKey),
      });
      return { s: bytesToField(s), e: bytesToField(e) };
    },
    verify,
    stop() {
      nativeProcess.signer?.destroy();
      nativeProcess.signer = undefined;
      library.destroy();
    },
  };
}
