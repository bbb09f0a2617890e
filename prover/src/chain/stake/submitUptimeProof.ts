import { uptimeCourtAbi } from '@tallystick/verifier-contracts';
import { type Address, parseEventLogs } from 'viem';
import { validateInteger } from '../../core/limits.js';
import { toProofArgument } from '../../proving/groth16/proof.js';
import { SLOTS_PER_EPOCH } from '../../statements/uptime/bitmap.js';
import type { UptimeProof } from '../../statements/uptime/statement.js';
import type { ChainClients } from '../ChainClients.js';
import { type SentCall, sendCall } from '../transactions/sendCall.js';
import { courtCall } from './ContractCall.js';
import { readRoots } from './committeeOf.js';
import { stakeError } from './stakeErrors.js';

export type SubmitUptimeProofParameters = ChainClients & {
  uptimeCourt: Address;
  /** Of the wallet itself; one that costs its provider nothing may be of any provider. */
  proof: UptimeProof;
};

/** What the missed slots cost, in token base units. */
export type SubmittedUptimeProof = SentCall & { penalty: bigint };

/**
 * Proves to the court how many slots of an epoch a provider missed. Final.
 *
 * @throws stake/other-roots when the court counts other roots than the proof is for; stake/malformed, chain/reverted,
 * chain/call-failed, chain/unreachable
 *
 * @example
 * import { submitUptimeProof } from '@tallystick/prover/chain';
 *
 * const { penalty } = await submitUptimeProof({ publicClient, walletClient, uptimeCourt, proof: uptimeProof });
 */
export async function submitUptimeProof(parameters: SubmitUptimeProofParameters): Promise<SubmittedUptimeProof> {
  const { publicClient, uptimeCourt, proof } = parameters;
  const { provider, epoch, missedSlots, roots } = proof;
  validateInteger(missedSlots, {
    field: 'missedSlots',
    max: SLOTS_PER_EPOCH,
    toError: stakeError.of('stake/malformed'),
  });
  // The contract could only say that the proof is wrong.
  const counting = await readRoots({ publicClient, uptimeCourt, provider, epoch });
  const other = counting.findIndex((root, i) => root !== roots[i]);
  if (other >= 0) {
    throw stakeError('stake/other-roots', {
      facts: { field: `roots[${other}]`, given: roots[other] ?? null, expected: counting[other], provider, epoch },
    });
  }
  const call = courtCall(uptimeCourt, 'proveUptime', [provider, epoch, missedSlots, toProofArgument(proof.proof)]);
  const { receipt, ...sent } = await sendCall(parameters, 'proving the uptime', call);
  const [proven] = parseEventLogs({ abi: uptimeCourtAbi, eventName: 'UptimeProven', logs: receipt.logs });
  return { ...sent, penalty: proven?.args.penalty ?? 0n };
}
