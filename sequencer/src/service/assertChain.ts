import { chainError } from '@tallystick/prover/chain';
import type { Deployment } from '@tallystick/verifier-contracts';
import { BaseError, ContractFunctionZeroDataError } from 'viem';
import { sequencerError } from '../errors.js';
import type { Chain } from '../l1/Chain.js';
import { redactUrls } from '../util/redactUrls.js';

export type AssertChainParameters = {
  chain: Pick<Chain, 'chainId' | 'state'>;
  deployment: Pick<Deployment, 'chainId' | 'rollup'>;
  rpcUrl: readonly string[];
};

/**
 * Holds the endpoints to the deployment: the same chain, and the rollup on it.
 *
 * @throws chain/unreachable, sequencer/bad-deployment
 */
export async function assertChain({ chain, deployment, rpcUrl }: AssertChainParameters): Promise<void> {
  const { chainId, rollup } = deployment;
  const unreachable = (cause: unknown) =>
    chainError('chain/unreachable', {
      facts: { field: 'rpcUrl', given: rpcUrl.map(redactUrls).join(', ') },
      cause,
    });
  const given = await chain.chainId().catch((cause: unknown) => {
    throw unreachable(cause);
  });
  if (given !== chainId) {
    throw sequencerError('sequencer/bad-deployment', {
      message: `The deployment is of chain ${chainId}, but chain ${given} answers.`,
      facts: { field: 'chainId', given, expected: chainId },
    });
  }
  await chain.state().catch((cause: unknown) => {
    // A development chain that was started anew, or the deployment file of another one of the same number.
    if (cause instanceof BaseError && cause.walk((error) => error instanceof ContractFunctionZeroDataError)) {
      throw sequencerError('sequencer/bad-deployment', {
        message: `The deployment's rollup ${rollup} isn't on the chain ${chainId} that answers.`,
        facts: { field: 'rollup', given: rollup, expected: 'a contract on the chain' },
        cause,
      });
    }
    throw unreachable(cause);
  });
}
