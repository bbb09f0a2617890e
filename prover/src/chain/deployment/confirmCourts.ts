import {
  type CourtsDeployment,
  stakeRegistryAbi,
  uptimeCourtAbi,
  usageVerifierAbi,
} from '@tallystick/verifier-contracts';
import type { Address } from 'viem';
import type { ChainReader } from '../ChainClients.js';
import { throwChainError } from '../toChainError.js';
import { assertKnownCode } from './assertKnownCode.js';
import { assertSame, differs } from './differs.js';

export type ConfirmCourtsParameters = {
  publicClient: ChainReader;
  /** The rollup's, confirmed. */
  accessManager: Address;
  rollup: Address;
  courts: CourtsDeployment;
};

/**
 * Holds the courts of a deployment to the chain. All have the code that this version knows, the rollup's access manager is over the
 * registry, and the court may slash, which only the manager's admin lets it. So a registry of somebody else's, with a court of his, doesn't
 * pass.
 *
 * @throws chain/deployment-differs naming the field, chain/foreign-code, chain/unreachable, chain/call-failed
 */
export async function confirmCourts(parameters: ConfirmCourtsParameters): Promise<void> {
  const { publicClient, courts, accessManager, rollup } = parameters;
  const { stakeRegistry, uptimeCourt, usageVerifier, deployedAtBlock } = courts;
  await Promise.all(
    (['stakeRegistry', 'uptimeCourt', 'usageVerifier'] as const).map((contract) =>
      assertKnownCode({ publicClient, contract, address: courts[contract], field: `courts.${contract}` }),
    ),
  );
  const registry = { address: stakeRegistry, abi: stakeRegistryAbi } as const;
  const court = { address: uptimeCourt, abi: uptimeCourtAbi } as const;
  const usage = { address: usageVerifier, abi: usageVerifierAbi } as const;
  const [registryAuthority, stakeToken, genesis, slotSeconds, slashesFrom, verifier, times] = await Promise.all([
    publicClient.readContract({ ...registry, functionName: 'authority' }),
    publicClient.readContract({ ...registry, functionName: 'token' }),
    publicClient.readContract({ ...registry, functionName: 'genesis' }),
    publicClient.readContract({ ...registry, functionName: 'slotSeconds' }),
    publicClient.readContract({ ...registry, functionName: 'slashesFrom', args: [uptimeCourt] }),
    publicClient.readContract({ ...court, functionName: 'verifier' }),
    publicClient.readContract({ ...court, functionName: 'timesOf', args: [0] }),
  ]).catch(throwChainError('reading the courts'));
  if (registryAuthority !== accessManager) throw differs('courts.stakeRegistry', registryAuthority, accessManager);
  if (slashesFrom === 0) {
    throw differs('courts.uptimeCourt', uptimeCourt, 'a court that the stake registry lets slash');
  }
  assertSame('courts.', courts, { stakeToken, genesis, slotSeconds, uptimeProofVerifier: verifier });
  assertSame('courts.windows.', courts.windows, {
    postSeconds: times.postUntil - times.endsAt,
    demandSeconds: times.demandUntil - times.postUntil,
    revealSeconds: times.revealUntil - times.demandUntil,
    proofSeconds: times.proofUntil - times.revealUntil,
    slashSeconds: times.slashUntil - times.proofUntil,
  });

  const [counts, usageProofVerifier, events] = await Promise.all([
    publicClient.readContract({ ...usage, functionName: 'rollup' }),
    publicClient.readContract({ ...usage, functionName: 'proofVerifier' }),
    publicClient.getContractEvents({ ...registry, fromBlock: deployedAtBlock, toBlock: deployedAtBlock }),
  ]).catch(throwChainError('reading the courts'));
  if (counts !== rollup) throw differs('courts.usageVerifier', counts, rollup);
  assertSame('courts.', courts, { usageProofVerifier });
  // Both are of the constructor, and later of governance, which doesn't do the two in one block.
  const names = new Set<string>(events.map(({ eventName }) => eventName));
  if (!names.has('AuthorityUpdated') || !names.has('ParametersSet')) {
    throw differs('courts.deployedAtBlock', deployedAtBlock, 'the block in which the stake registry was created');
  }
}
