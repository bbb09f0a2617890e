import { stakeRegistryAbi, uptimeCourtAbi } from '@tallystick/verifier-contracts';
import type { Address } from 'viem';
import { isFieldElement } from '../../core/field.js';
import { assertChainWriter } from '../assertChainWriter.js';
import type { ChainClients } from '../ChainClients.js';
import { throwChainError } from '../toChainError.js';
import { type SentCall, sendCall } from '../transactions/sendCall.js';
import { assertEpoch } from './asserts.js';
import { courtCall } from './ContractCall.js';
import { stakeError } from './stakeErrors.js';

export type PostRootParameters = ChainClients & {
  uptimeCourt: Address;
  epoch: number;
  /** Of the watcher's tree, also when it has no leaf. */
  root: bigint;
  /** The wallet's position in the epoch's watcher set; looked up if left out. */
  position?: number | undefined;
};

/**
 * Posts the wallet's root of an epoch, as every watcher of the epoch's set has to. Once, and final.
 *
 * @throws stake/malformed, stake/not-registered when the wallet isn't in the epoch's set; chain/reverted, chain/call-failed,
 * chain/unreachable
 *
 * @example
 * import { postRoot } from '@tallystick/prover/chain';
 * import { createWatchTree } from '@tallystick/prover/statements';
 *
 * const { root } = createWatchTree({ watcher, epoch, records });
 * await postRoot({ publicClient, walletClient, uptimeCourt, epoch, root });
 */
export async function postRoot(parameters: PostRootParameters): Promise<SentCall> {
  const { uptimeCourt, epoch, root } = parameters;
  assertEpoch(epoch);
  if (!isFieldElement(root) || root === 0n) {
    throw stakeError('stake/malformed', {
      facts: { field: 'root', given: root, expected: 'a field element other than 0' },
    });
  }
  const position = parameters.position ?? (await findPosition(parameters));
  const call = courtCall(uptimeCourt, 'postRoot', [epoch, position, root]);
  const { receipt: _, ...sent } = await sendCall(parameters, 'posting the root', call);
  return sent;
}

async function findPosition({ publicClient, walletClient, uptimeCourt, epoch }: PostRootParameters): Promise<number> {
  assertChainWriter(walletClient);
  const { address } = walletClient.account;
  const [seated, position] = await publicClient
    .readContract({ address: uptimeCourt, abi: uptimeCourtAbi, functionName: 'registry' })
    .then((registry) => {
      const call = { address: registry, abi: stakeRegistryAbi, functionName: 'positionAt' } as const;
      return publicClient.readContract({ ...call, args: [epoch, address] });
    })
    .catch(throwChainError("reading the watcher's position"));
  if (seated) return position;
  throw stakeError('stake/not-registered', {
    message: `The wallet is not in the watcher set of epoch ${epoch}`,
    facts: { field: 'watcher', given: address, epoch },
  });
}
