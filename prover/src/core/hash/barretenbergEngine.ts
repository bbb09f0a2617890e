import { BackendType, BarretenbergSync } from '@aztec/bb.js';
import { bytesToField, fieldToBytes } from '../field.js';
import { challengeInputs, GENERATOR } from './bbScheme.js';
import type { CryptoEngine } from './CryptoEngine.js';
import { createCurve } from './grumpkin/createCurve.js';
import { createOwnerTables } from './grumpkin/createOwnerTables.js';
import { createVerifier } from './grumpkin/createVerifier.js';

/** The native process, where it was asked for and lives; `startNativeSignatures` sets it, and it goes with the engine. */
export const nativeProcess: { signer: BarretenbergSync | undefined } = { signer: undefined };

/**
 * Hashes and the verification of signatures by a small WebAssembly module of our own, which takes two thirds of bb.js' time for a hash and less
 * than half of it for a signature; what has to do with private keys by bb.js, as WebAssembly in this process. (The native form of bb.js is a
 * process of its own and ends on the Ctrl-C that this one may still be cleaning up after; see `startNativeSignatures` for what it is good for.)
 */
export async function startEngine(): Promise<CryptoEngine> {
  const curve = await createCurve();
  const verify = createVerifier<bigint>(curve, createOwnerTables(curve), {
    base: GENERATOR,
    challenge: (nonceX, publicKey, message) => curve.hash(challengeInputs(nonceX, publicKey, message)),
  });
  // One thread is enough: signatures are too small to be split. They need no reference string.
  const library = await BarretenbergSync.new({ backend: BackendType.Wasm, threads: 1, skipSrsInit: true });
  const signer = (): BarretenbergSync => nativeProcess.signer ?? library;
  return {
    poseidon2Hash: curve.hash,
    poseidon2Permute: curve.permute,
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
