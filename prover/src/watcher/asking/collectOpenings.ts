import type { Deployment } from '@tallystick/verifier-contracts';
import type { Address, LocalAccount } from 'viem';
import type { ChainReader } from '../../chain/ChainClients.js';
import { requireCourts } from '../../chain/stake/asserts.js';
import { readRevealedOpening } from '../../chain/stake/readRevealedOpening.js';
import { readWatcher } from '../../chain/stake/readStakeAccount.js';
import type { Committee } from '../../chain/stake/types.js';
import { TallystickError } from '../../core/errors/TallystickError.js';
import type { OnProgress } from '../../core/progress/ProgressEvent.js';
import { reportStep } from '../../core/progress/reportStep.js';
import type { WatchOpening } from '../../statements/uptime/opening.js';
import { fetchOpening } from './fetchOpening.js';

export type CollectOpeningsParameters = {
  publicClient: ChainReader;
  deployment: Deployment;
  committee: Committee;
  /** The provider's own key, or its responder key: watchers give a leaf to its provider alone. */
  account: LocalAccount;
  /** Whether watchers may have private addresses, as in development. */
  allowPrivate: boolean;
  onProgress?: OnProgress | undefined;
};

export type CollectedOpenings = {
  /** In the committee's order; undefined where there is none. */
  openings: (WatchOpening | undefined)[];
  /** Members that posted a root and didn't give the opening: their leaves may be demanded on the chain. */
  failures: { watcher: Address; member: number; error: TallystickError }[];
};

/**
 * Asks the members of a provider's committee for its openings, all at once. A member without a root isn't asked; of one that fails the
 * leaf counts that it revealed on the chain; without that it is left out and reported, since three openings suffice.
 *
 * @throws stake/no-courts; chain/… when the watchers' endpoints can't be read
 *
 * @example
 * import { committeeOf } from '@tallystick/prover/chain';
 * import { collectOpenings } from '@tallystick/prover/watcher';
 * import { privateKeyToAccount } from 'viem/accounts';
 *
 * const committee = await committeeOf({ publicClient, uptimeCourt, provider, epoch });
 * const account = privateKeyToAccount(responderKey);
 * const collected = await collectOpenings({ publicClient, deployment, committee, account, allowPrivate: false });
 * for (const { watcher, error } of collected.failures) console.error(watcher, error.code);
 */
export async function collectOpenings(parameters: CollectOpeningsParameters): Promise<CollectedOpenings> {
  const { publicClient, deployment, committee, account, allowPrivate, onProgress } = parameters;
  const { stakeRegistry, uptimeCourt, deployedAtBlock } = requireCourts(deployment);
  const { provider, epoch } = committee;
  const failures: CollectedOpenings['failures'] = [];
  const openings = await reportStep({ step: 'openings', detail: `epoch ${epoch}`, onProgress }, () =>
    Promise.all(
      committee.members.map(async ({ watcher, root, leaf }, member) => {
        if (root === 0n) return undefined;
        const { endpoint } = await readWatcher({ publicClient, stakeRegistry, address: watcher });
        const chainId = deployment.chainId;
        const request = { endpoint, watcher, epoch, provider, account, chainId, registry: stakeRegistry, root };
        return fetchOpening({ ...request, allowPrivate }).catch(async (error: unknown) => {
          if (!(error instanceof TallystickError)) throw error;
          // Who revealed the leaf on the chain has given it all the same.
          const at = { publicClient, uptimeCourt, deployedAtBlock, watcher, provider, epoch, root };
          const revealed = leaf === 'revealed' ? await readRevealedOpening(at) : undefined;
          if (revealed !== undefined) return revealed;
          failures.push({ watcher, member, error });
          return undefined;
        });
      }),
    ),
  );
  for (const { watcher, error } of failures) {
    onProgress?.({ step: 'openings', status: 'notice', detail: `${watcher} gave no opening: ${error.code}` });
  }
  return { openings, failures };
}
