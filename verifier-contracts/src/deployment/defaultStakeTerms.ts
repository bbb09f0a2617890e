import type { StakeTerms } from './StakeTerms.js';

/**
 * The terms of a registry that nobody chose others for: 10 tokens a unit of compute, a hundredth a GiB of storage, 1 a MiB a second
 * of egress, 100 at least a provider, 100 a watcher.
 *
 * @example
 * import { defaultStakeTerms } from '@tallystick/verifier-contracts';
 *
 * defaultStakeTerms({ decimals: 6, epochSeconds: 86_400, slashableEpochs: 8 }).computeRate; // 10000000n
 */
export function defaultStakeTerms(options: {
  /** Of the stake token. */
  decimals: number;
  epochSeconds: number;
  slashableEpochs: number;
}): StakeTerms {
  const token = 10n ** BigInt(options.decimals);
  const hundredth = token / 100n;
  // The contract asks for more than slashableEpochs + 2, so that every due slash comes before the money leaves.
  const delaySeconds = (options.slashableEpochs + 3) * options.epochSeconds;
  return {
    computeRate: 10n * token,
    storageRate: hundredth > 0n ? hundredth : 1n,
    egressRate: token,
    providerStake: 100n * token,
    watcherStake: 100n * token,
    minUptimeBps: 9_000,
    maxUptimeBps: 9_999,
    maxSlashBps: 1_000,
    reporterBps: 2_000,
    insuranceBps: 5_000,
    keeperBps: 200,
    liquidationInsuranceBps: 1_000,
    unbondingSeconds: delaySeconds,
    graceSeconds: delaySeconds,
  };
}
