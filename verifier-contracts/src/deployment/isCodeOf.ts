import { type Hex, hexToBytes, keccak256 } from 'viem';
import { accessManagerRuntime } from '../generated/AccessManager.js';
import { rollupRuntime } from '../generated/Rollup.js';
import { stakeRegistryRuntime } from '../generated/StakeRegistry.js';
import { uptimeCourtRuntime } from '../generated/UptimeCourt.js';
import { usageVerifierRuntime } from '../generated/UsageVerifier.js';

/** What the code of a contract comes to: its hash where the immutables are 0, and where they are, in bytes. */
type Runtime = { readonly hash: string; readonly immutables: readonly (readonly [start: number, length: number])[] };

const runtimes = {
  rollup: rollupRuntime,
  accessManager: accessManagerRuntime,
  stakeRegistry: stakeRegistryRuntime,
  uptimeCourt: uptimeCourtRuntime,
  usageVerifier: usageVerifierRuntime,
} as const satisfies Record<string, Runtime>;

/** A contract whose code this package has, as the deployment file names it. */
export type KnownContract = keyof typeof runtimes;

/**
 * Whether code that lies on a chain is that of this package's contract, whatever values its constructor has put into it. Such a contract
 * does what its source says; whose it is, and what it was made with, it has to be asked.
 *
 * @example
 * import { isCodeOf } from '@tallystick/verifier-contracts';
 *
 * const code = await publicClient.getCode({ address: deployment.rollup });
 * if (!isCodeOf('rollup', code ?? '0x')) throw new Error('No rollup of this version');
 */
export function isCodeOf(contract: KnownContract, code: Hex): boolean {
  const { hash, immutables }: Runtime = runtimes[contract];
  const bytes = hexToBytes(code);
  for (const [start, length] of immutables) bytes.fill(0, start, start + length);
  return keccak256(bytes) === hash;
}
