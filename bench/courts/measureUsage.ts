import { readUsageOpenings } from '@tallystick/prover/chain';
import { toProofArgument } from '@tallystick/prover/proving';
import { proveUsage, verifyUsage } from '@tallystick/prover/statements';
import { rollupAbi, usageVerifierAbi } from '@tallystick/verifier-contracts';
import { encodeFunctionData } from 'viem';
import { createSettlingWorld } from '../createSettlingWorld.js';
import { deployTestCourts } from './deployTestCourts.js';
import type { StatementFigures } from './StatementFigures.js';
import { timed } from './timed.js';

/** What a batch of settlements of the scenario adds to its provider's compute. */
const UNITS = 400n;

/** Settles a batch with a real proof, proves the provider's usage from L1 data, and has the chain verify it in a transaction. */
export async function measureUsage(): Promise<StatementFigures> {
  const world = await createSettlingWorld('tiny', () => {});
  try {
    const { clients, deployment, scenario } = world;
    const { publicClient, walletClient } = clients;
    const { courts, usage: artifacts } = await deployTestCourts({ ...clients, deployment });
    const settle = async (kind: Parameters<typeof world.execute>[0]): Promise<void> => {
      const batch = await world.execute(kind);
      await world.settle(batch, (await world.prove(batch)).proof);
    };
    while (scenario.hasUnopened()) await settle(({ executeOpens }) => executeOpens());
    const latest = { address: deployment.rollup, abi: rollupAbi, functionName: 'latest' } as const;
    const [fromBatch] = await publicClient.readContract(latest);
    await settle(({ executeSettlements }) => executeSettlements());
    const toBatch = fromBatch + 1n;

    const [, provider] = scenario.accounts;
    if (provider === undefined) throw new Error('The scenario has no provider');
    const { serial, terms } = provider;
    const range = { serial, viewKey: terms.viewKey, fromBatch, toBatch };
    const openings = await readUsageOpenings({ client: publicClient, deployment, ...range });
    const resource = 'computeUnitSeconds' as const;
    const proved = await timed(() => proveUsage({ artifacts, serial, ...openings, resource, minIncrease: UNITS }));
    const proof = proved.result;
    const { before, after } = openings;
    const expected = { serial, rootBefore: before.root, rootAfter: after.root, resource, minIncrease: UNITS };
    const verified = await timed(() => verifyUsage({ ...artifacts, proof, expected }));
    if (!verified.result) throw new Error('The proof is wrong');

    const args = [BigInt(serial), fromBatch, toBatch, 0n, UNITS, toProofArgument(proof.proof)] as const;
    const data = encodeFunctionData({ abi: usageVerifierAbi, functionName: 'verifyUsage', args });
    const { data: answer } = await publicClient.call({ to: courts.usageVerifier, data });
    if (BigInt(answer ?? '0x0') !== 1n) throw new Error('The chain refuses the proof');
    // A fixed limit: estimated, the call would answer false for want of gas, which is no failure of the transaction.
    const hash = await walletClient.sendTransaction({ to: courts.usageVerifier, data, gas: 1_000_000n });
    const { gasUsed } = await publicClient.waitForTransactionReceipt({ hash });
    const { constraints } = artifacts;
    return { constraints, proveMs: proved.ms, verifyMs: verified.ms, gasUsed: Number(gasUsed) };
  } finally {
    await world.stop();
  }
}
