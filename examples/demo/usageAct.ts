import { readUsageOpenings } from '@tallystick/prover/chain';
import { type StatementArtifacts, toProofArgument } from '@tallystick/prover/proving';
import { proveUsage } from '@tallystick/prover/statements';
import { type Deployment, rollupAbi, testTokenAbi } from '@tallystick/verifier-contracts';
import type { Hex } from 'viem';
import { usageRewardsAbi, usageRewardsBytecode } from '../integrator/generated/UsageRewards.js';
import type { DemoUsage } from './DemoResult.js';
import { type ChainClients, chainClients, type Participant } from './openAccounts.js';

export type UsageActParameters = {
  rpcUrl: string;
  deployment: Deployment;
  artifacts: StatementArtifacts<'usage'>;
  /** Deploys the integrator's contract and fills its purse. */
  integrator: Parameters<typeof chainClients>[1];
  provider: Participant;
  /** Compute that the provider delivered, as the scenario has it. */
  computeUnitSeconds: bigint;
};

/** Token base units that the integrator pays for a unit-second. */
const AMOUNT_PER_UNIT = 25n;

/**
 * An integrator rewards a provider for what it provably delivered: the provider proves its compute from its view key and L1 data alone,
 * and nobody learns for whom it worked.
 */
export async function usageAct(parameters: UsageActParameters): Promise<DemoUsage> {
  const { rpcUrl, deployment, artifacts, integrator, provider, computeUnitSeconds: units } = parameters;
  const { courts, token, rollup } = deployment;
  if (courts === undefined) throw new Error('The deployment has no courts');
  const clients = chainClients(rpcUrl, integrator);
  const { publicClient, walletClient } = clients;
  const payee = provider.wallet.address;

  const rewards = await mined(
    clients,
    await walletClient.deployContract({
      abi: usageRewardsAbi,
      bytecode: usageRewardsBytecode,
      args: [courts.usageVerifier, token, AMOUNT_PER_UNIT],
    }),
  );
  const address = rewards.contractAddress;
  if (!address) throw new Error('The integrator was not deployed');
  const purse = [address, units * AMOUNT_PER_UNIT] as const;
  await mined(
    clients,
    await walletClient.writeContract({ address: token, abi: testTokenAbi, functionName: 'mint', args: purse }),
  );
  const integratorContract = { address, abi: usageRewardsAbi } as const;
  const enrolled = [BigInt(provider.serial), payee, 0] as const;
  await mined(
    clients,
    await walletClient.writeContract({ ...integratorContract, functionName: 'enroll', args: enrolled }),
  );

  const [toBatch] = await publicClient.readContract({ address: rollup, abi: rollupAbi, functionName: 'latest' });
  const { serial, terms } = provider;
  const range = { serial, viewKey: terms.viewKey, fromBatch: 0n, toBatch };
  const openings = await readUsageOpenings({ client: publicClient, deployment, ...range });
  const proved = await proveUsage({
    artifacts,
    serial,
    ...openings,
    resource: 'computeUnitSeconds',
    minIncrease: units,
  });

  const balance = { address: token, abi: testTokenAbi, functionName: 'balanceOf', args: [payee] } as const;
  const before = await publicClient.readContract(balance);
  const args = [BigInt(serial), toBatch, Number(units), toProofArgument(proved.proof)] as const;
  const paid = await mined(
    clients,
    await walletClient.writeContract({ ...integratorContract, functionName: 'reward', args }),
  );
  const after = await publicClient.readContract(balance);
  return {
    units: `${units}`,
    batches: Number(toBatch),
    constraints: artifacts.constraints,
    proveMs: Math.round(proved.witnessMs + proved.proveMs),
    gasUsed: Number(paid.gasUsed),
    reward: `${after - before}`,
    expectedReward: `${units * AMOUNT_PER_UNIT}`,
    txHash: paid.transactionHash,
  };
}

async function mined({ publicClient }: ChainClients, hash: Hex) {
  const receipt = await publicClient.waitForTransactionReceipt({ hash });
  if (receipt.status !== 'success') throw new Error(`The transaction ${hash} was reverted`);
  return receipt;
}
