import type { ChildProcess } from 'node:child_process';
import { setTimeout as delay } from 'node:timers/promises';
import { BackendType, Barretenberg, BBApiException } from '@aztec/bb.js';
import { reasonOf } from '../../core/errors/reasonOf.js';
import { artifactsError } from './artifactsErrors.js';
import { createTail } from './createTail.js';
import { findSocketFolder } from './findSocketFolder.js';
import { toProverError } from './toProverError.js';

export type StartNativeProverParameters = {
  /** Folder of the reference string; it must hold enough points for every circuit that the instance gets. */
  crsPath: string;
  /** All cores (at most 16) by default. */
  threads?: number | undefined;
  /** Receives what the prover prints; dropped by default, but for the last lines, which an error has. */
  logger?: ((line: string) => void) | undefined;
};

/** A native prover process. */
export type NativeProver = {
  /**
   * Runs a call of it.
   *
   * @throws artifacts/prover-failed naming the call, with how the process ended and what it said
   */
  call<Result>(name: string, run: (native: Barretenberg) => Promise<Result>): Promise<Result>;
  destroy(): Promise<void>;
};

/** What bb.js doesn't show of its own. */
type Backend = { process: ChildProcess; connectionPromise: Promise<void> };

/** The end of its connection is known before its own: so long is waited for that, and for its last words. */
const LAST_WORDS_MS = 500;

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
}: StartNativeProverParameters): Promise<NativeProver> {
  const socketFolder = await findSocketFolder();
  const { CRS_PATH, TMPDIR } = process.env;
  const tail = createTail();
  let starting: Promise<Barretenberg>;
  try {
    // The native prover knows no option but its environment, which it copies from ours within this very call, before
    // anything is awaited; so does the place of its socket.
    Object.assign(process.env, { CRS_PATH: crsPath, TMPDIR: socketFolder });
    starting = Barretenberg.new({
      backend: BackendType.NativeUnixSocket,
      // What it prints keeps nobody alive.
      unref: true,
      logger: (line) => {
        tail.add(line);
        logger?.(line);
      },
      ...(threads === undefined ? {} : { threads }),
    });
  } finally {
    for (const [name, outer] of Object.entries({ CRS_PATH, TMPDIR })) {
      if (outer === undefined) delete process.env[name];
      else process.env[name] = outer;
    }
  }
  let native: Barretenberg;
  try {
    native = await starting;
  } catch (cause) {
    throw artifactsError('artifacts/no-native-prover', {
      facts: { platform: process.platform, arch: process.arch, reason: reasonOf(cause), said: tail.lines() },
      cause,
    });
  }
  const { process: child, connectionPromise } = (native as unknown as { backend: Backend }).backend;
  // Each call waits for it and hears of its failure; one that is ended before any call has nobody who does.
  connectionPromise.catch(() => {});
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  return {
    async call(name, run) {
      try {
        return await run(native);
      } catch (cause) {
        // One that answers goes on.
        if (!(cause instanceof BBApiException)) await Promise.race([ended, delay(LAST_WORDS_MS)]);
        const { exitCode, signalCode: signal } = child;
        throw toProverError({ call: name, cause, exitCode, signal, said: tail.lines() });
      }
    },
    destroy: () => native.destroy(),
  };
}
