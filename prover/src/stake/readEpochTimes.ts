import { uptimeCourtAbi } from '@tallystick/verifier-contracts';
import type { Address } from 'viem';
import type { ChainReader } from '../chain/ChainClients.js';
import { toChainError } from '../chain/toChainError.js';
import { assertEpoch } from './assertEpoch.js';
import type { EpochTimes } from './EpochTimes.js';

export type ReadEpochTimesParameters = { publicClient: ChainReader; uptimeCourt: Address; epoch: number };

/**
 * The times of an epoch.
 *
 * @throws stake/malformed, chain/call-failed, chain/unreachable
 */
export async function readEpochTimes(parameters: ReadEpochTimesParameters): Promise<EpochTimes> {
  const { publicClient, uptimeCourt, epoch } = parameters;
  assertEpoch(epoch);
  return publicClient
    .readContract({ address: uptimeCourt, abi: uptimeCourtAbi, functionName: 'timesOf', args: [epoch] })
    .catch((error: unknown) => {
      throw toChainError(error, "reading the epoch's times");
    });
}
