import { BackendType, Barretenberg } from '@aztec/bb.js';
import { artifactsError } from './artifactsErrors.js';
import { findSocketFolder } from './findSocketFolder.js';

export type StartNativeProverParameters = {
  /** Folder of the reference string; it must hold enough points for every circuit that the instance gets. */
  crsPath: string;
  /** All cores (at most 16) by default. */
  threads?: number | undefined;
  /** Receives what the prover prints; dropped by default. */
  logger?: ((line: string) => void) | undefined;
};

/**
 * Starts a native prover process that reads its reference string from `crsPath`. It ends with this process at the
 * latest; `destroy()` it.
 *
 * @throws artifacts/no-native-prover
 */
export async function startNativeProver({
  crsPath,
  threads,
  logger,
}: StartNativeProverParameters): Promise<Barretenberg> {
  const socketFolder = await findSocketFolder();
  const { CRS_PATH, TMPDIR } = process.env;
  let starting: Promise<Barretenberg>;
  try {
    // The native prover knows no option but its environment, which it copies from ours within this very call, before
    // anything is awaited; so does the place of its socket.
    Object.assign(process.env, { CRS_PATH: crsPath, TMPDIR: socketFolder });
    starting = Barretenberg.new({
      backend: BackendType.NativeUnixSocket,
      ...(threads === undefined ? {} : { threads }),
      ...(logger === undefined ? {} : { logger }),
    });
  } finally {
    for (const [name, outer] of Object.entries({ CRS_PATH, TMPDIR })) {
      if (outer === undefined) delete process.env[name];
      else process.env[name] = outer;
    }
  }
  try {
    return await starting;
  } catch (cause) {
    throw artifactsError('artifacts/no-native-prover', {
      facts: { platform: process.platform, arch: process.arch },
      cause,
    });
  }
}
