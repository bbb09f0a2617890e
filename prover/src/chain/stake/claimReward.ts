import type { Address, Hash } from 'viem';
import { assertChainWriter } from '../assertChainWriter.js';
import type { ChainClients } from '../ChainClients.js';
import { sendCall } from '../transactions/sendCall.js';
import { courtCall, registryCall } from './ContractCall.js';
import { readClaimable, type StakeClaimable } from './readStakeAccount.js';
import { stakeError } from './stakeErrors.js';

export type ClaimRewardParameters = ChainClients & {
  stakeRegistry: Address;
  uptimeCourt: Address;
  /** Who is paid; the wallet itself if left out. Anyone may send it. */
  recipient?: Address | undefined;
};

/** What was paid, and the transactions that did. */
export type ClaimedReward = StakeClaimable & { recipient: Address; transactionHashes: Hash[] };

/**
 * Has a recipient paid what the courts owe it: reporters' shares, what liquidations left, and bonds of demands.
 *
 * @throws stake/nothing-to-claim, chain/reverted, chain/call-failed, chain/unreachable
 *
 * @example
 * import { claimReward } from '@tallystick/prover/chain';
 *
 * const { tokens, bondsWei } = await claimReward({ publicClient, walletClient, stakeRegistry, uptimeCourt });
 */
export async function claimReward(parameters: ClaimRewardParameters): Promise<ClaimedReward> {
  const { stakeRegistry, uptimeCourt, walletClient } = parameters;
  assertChainWriter(walletClient);
  const recipient = parameters.recipient ?? walletClient.account.address;
  const owed = await readClaimable({ ...parameters, recipient });
  const calls = [
    ...(owed.tokens > 0n ? [registryCall(stakeRegistry, 'claim', [recipient])] : []),
    ...(owed.bondsWei > 0n ? [courtCall(uptimeCourt, 'claimBonds', [recipient])] : []),
  ];
  if (calls.length === 0) {
    throw stakeError('stake/nothing-to-claim', { facts: { field: 'recipient', given: recipient } });
  }
  const transactionHashes: Hash[] = [];
  for (const call of calls) {
    transactionHashes.push((await sendCall(parameters, 'claiming', call)).transactionHash);
  }
  return { ...owed, recipient, transactionHashes };
}
