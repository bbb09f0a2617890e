import type { ExecutedBatch } from '@tallystick/prover/batch';
import { hashTerms, type OnProgress } from '@tallystick/prover/core';
import { createProver, loadArtifacts } from '@tallystick/prover/proving';
import {
  deployRollup,
  deployTestToken,
  rollupAbi,
  testTokenAbi,
  toBatchArgument,
} from '@tallystick/verifier-contracts';
import { type Hex, maxUint256 } from 'viem';
import { chainClients, developmentWallet } from '../examples/demo/openAccounts.js';
import { startAnvil } from '../verifier-contracts/test-support/startAnvil.js';
import { createBatchScenario } from './createBatchScenario.js';

/**
 * A development chain with the contracts of one shape on it, a prover, and a scenario whose accounts are queued in the contract: all
 * that it takes to settle batches by hand. Nothing is put into the contract's storage by other means than its functions.
 */
export async function createSettlingWorld(shapeName: string, onProgress: OnProgress) {
  const artifacts = await loadArtifacts({ shape: shapeName, onProgress });
  const { shape } = artifacts;
  const anvil = await startAnvil();
  const prover = await createProver();
  const stop = async (): Promise<void> => {
    await prover.destroy();
    await anvil.stop();
  };
  try {
    const wallet = developmentWallet(0);
    const clients = chainClients(anvil.rpcUrl, wallet);
    const { publicClient, walletClient } = clients;
    const chainTime = async () => Number((await publicClient.getBlock()).timestamp);
    let time = await chainTime();
    const now = () => time;
    const token = await deployTestToken({ ...clients, mint: [{ to: wallet.address, amount: 10n ** 18n }] });
    // The domain depends on the deployment, and the deployment takes the operator's account: that one is made before there is a domain.
    const { operator } = createBatchScenario({ shape, domain: 1n, feeBps: 100, now });
    const deployment = await deployRollup({
      ...clients,
      token,
      shapes: [{ ...shape, verifierBytecode: artifacts.verifier.bytecode }],
      operator: { address: wallet.address, owner: operator.publicKey, terms: hashTerms(operator.terms) },
    });
    const { domain, feeBps, rollup, openFeeWei } = deployment;
    const scenario = createBatchScenario({ shape, domain, feeBps, now, operator });
    const confirmed = async (hash: Hex) => {
      const receipt = await publicClient.waitForTransactionReceipt({ hash });
      if (receipt.status !== 'success') throw new Error(`The transaction ${hash} was reverted`);
      return receipt;
    };

    const approve = { address: token, abi: testTokenAbi, functionName: 'approve', args: [rollup, maxUint256] } as const;
    await confirmed(await walletClient.writeContract(approve));
    for (const { publicKey, terms, amount } of scenario.accounts.slice(1)) {
      const args = [publicKey.x, publicKey.y, hashTerms(terms), amount] as const;
      const open = { address: rollup, abi: rollupAbi, functionName: 'open', args, value: openFeeWei } as const;
      await confirmed(await walletClient.writeContract(open));
    }

    const submit = async (batch: ExecutedBatch, proof: Hex) => {
      const args = [BigInt(shape.id), toBatchArgument(batch), proof] as const;
      const call = { address: rollup, abi: rollupAbi, functionName: 'submitBatch', args } as const;
      return confirmed(await walletClient.writeContract(call));
    };

    return {
      artifacts,
      deployment,
      clients,
      rpcUrl: anvil.rpcUrl,
      prover,
      scenario,
      stop,
      /** Executes a batch at the chain's time. */
      execute: async (kind: (chosen: typeof scenario) => Promise<ExecutedBatch>) => {
        time = await chainTime();
        return kind(scenario);
      },
      prove: (batch: ExecutedBatch) => prover.proveBatch(artifacts, batch, onProgress),
      /** Sends a proved batch and takes its state over. */
      settle: async (batch: ExecutedBatch, proof: Hex) => {
        const receipt = await submit(batch, proof);
        await scenario.commit(batch);
        return receipt;
      },
      /** Sends a proved batch whose state was taken over when it was executed, so that the next could be executed on it. */
      submit,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

export type SettlingWorld = Awaited<ReturnType<typeof createSettlingWorld>>;
