import { BackendType, BarretenbergSync } from '@aztec/bb.js';
import { bytesToField, fieldToBytes } from '../field.js';
import type { CryptoEngine, Quad } from './CryptoEngine.js';

/** The native process, where it was asked for and lives; `startNativeSignatures` sets it, and it goes with the engine. */
export const nativeProcess: { signer: BarretenbergSync | undefined } = { signer: undefined };

/**
 * Hashes and signatures by bb.js, as WebAssembly in this process. (Its native form is a process of its own, which saves nothing on a
 * hash and ends on the Ctrl-C that this one may still be cleaning up after; see `startNativeSignatures` for what it is good for.)
 */
export async function startEngine(): Promise<CryptoEngine> {
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
    verify: (message, { x, y }, { s, e }) =>
      signer().schnorrVerifySignature({
        messageField: fieldToBytes(message),
        publicKey: { x: fieldToBytes(x), y: fieldToBytes(y) },
        s: fieldToBytes(s),
        e: fieldToBytes(e),
      }).verified,
    stop() {
      nativeProcess.signer?.destroy();
      nativeProcess.signer = undefined;
      library.destroy();
    },
  };
}
