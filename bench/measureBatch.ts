import { createProver, type ExecutedBatch, hashTerms, loadArtifacts, type OnProgress } from '@tallystick/prover';
import {
  type Deployment,
  deployRollup,
  deployTestToken,
  rollupAbi,
  testTokenAbi,
  toBatchArgument,
} from '@tallystick/verifier-contracts';
import { type Hex, maxUint256 } from 'viem';
import { chainClients, developmentWallet } from '../examples/demo/openAccounts.js';
import { startAnvil } from '../examples/demo/startAnvil.js';
import { createBatchScenario } from './createBatchScenario.js';
import { peakMemoryMb } from './peakMemoryMb.js';

export type BatchFigures = {
  shape: string;
  gates: number;
  settlements: number;
  executeMs: number;
  witnessMs: number;
  proveMs: number;
  verifyMs: number;
  /** Part of execute + witness + prove + verify that the native prover takes. */
  proverShare: number;
  /** Settlements proved per second of the native prover's and the witness's time together. */
  settlementsPerSecond: number;
  proofBytes: number;
  gasUsed: number;
  gasPerSettlement: number;
  /** Largest resident memory of each process, in MiB. */
  peakMemoryMb: Record<string, number>;
  referenceString: string;
};

/**
 * Proves a batch that is full of settlements and settles it on a development chain.
 *
 * The batches before it, which open its accounts, are proved and settled too: nothing is put into the contract's storage by hand.
 */
export async function measureBatch(shapeName: string, onProgress: OnProgress): Promise<BatchFigures> {
  const artifacts = await loadArtifacts({ shape: shapeName, onProgress });
  const { shape } = artifacts;
  const anvil = await startAnvil();
  const prover = await createProver();
  try {
    const wallet = developmentWallet(0);
    const clients = chainClients(anvil.rpcUrl, wallet);
    const token = await deployTestToken({ ...clients, mint: [{ to: wallet.address, amount: 10n ** 18n }] });
    let now = Number((await clients.publicClient.getBlock()).timestamp);
    // The domain depends on the deployment, and the deployment takes the operator's account: that one is made before there is a domain.
    const placeholder = createBatchScenario({ shape, domain: 1n, feeBps: 100, now: () => now });
    const deployment = await deployRollup({
      ...clients,
      token,
      shapes: [{ ...shape, verifierBytecode: artifacts.verifier.bytecode }],
      operator: {
        address: wallet.address,
        owner: placeholder.operator.publicKey,
        terms: hashTerms(placeholder.operator.terms),
      },
    });
    const { domain, feeBps } = deployment;
    const scenario = createBatchScenario({ shape, domain, feeBps, now: () => now, operator: placeholder.operator });
    await queueOpens(clients, deployment, scenario.accounts.slice(1));

    const settle = async (batch: ExecutedBatch, title: string) => {
      onProgress({ step: title, status: 'start' });
      const proved = await prover.proveBatch(artifacts, batch, onProgress);
      const startedMs = performance.now();
      if (!(await prover.verifyBatch(artifacts, proved))) throw new Error(`${title}: the proof doesn't verify`);
      const verifyMs = performance.now() - startedMs;
      const hash = await clients.walletClient.writeContract({
        address: deployment.rollup,
        abi: rollupAbi,
        functionName: 'submitBatch',
        args: [BigInt(shape.id), toBatchArgument(batch), proved.proof],
      });
      const { status, gasUsed } = await clients.publicClient.waitForTransactionReceipt({ hash });
      if (status !== 'success') throw new Error(`${title}: the contract refused the batch`);
      await scenario.commit(batch);
      onProgress({ step: title, status: 'done' });
      return { proved, verifyMs, gasUsed: Number(gasUsed) };
    };
    const chainTime = async () => Number((await clients.publicClient.getBlock()).timestamp);
    while (scenario.hasUnopened()) {
      now = await chainTime();
      await settle(await scenario.executeOpens(), 'opening batch');
    }
    now = await chainTime();
    const startedMs = performance.now();
    const batch = await scenario.executeSettlements();
    const executeMs = performance.now() - startedMs;
    const { proved, verifyMs, gasUsed } = await settle(batch, 'settling batch');
    const { proof, witnessMs, proveMs } = proved;
    const settlements = shape.settles;
    return {
      shape: shape.name,
      gates: artifacts.gates,
      settlements,
      executeMs: Math.round(executeMs),
      witnessMs: Math.round(witnessMs),
      proveMs: Math.round(proveMs),
      verifyMs: Math.round(verifyMs),
      proverShare: Number((proveMs / (executeMs + witnessMs + proveMs + verifyMs)).toFixed(3)),
      settlementsPerSecond: Number(((settlements * 1000) / (executeMs + witnessMs + proveMs)).toFixed(2)),
      proofBytes: (proof.length - 2) / 2,
      gasUsed,
      gasPerSettlement: Math.round(gasUsed / settlements),
      peakMemoryMb: peakMemoryMb(),
      referenceString: artifacts.referenceString.kind,
    };
  } finally {
    await prover.destroy();
    await anvil.stop();
  }
}

type Queued = ReturnType<typeof createBatchScenario>['accounts'][number];

async function queueOpens(
  { publicClient, walletClient }: ReturnType<typeof chainClients>,
  { token, rollup, openFeeWei }: Deployment,
  accounts: Queued[],
): Promise<void> {
  const confirmed = async (hash: Hex) => publicClient.waitForTransactionReceipt({ hash });
  const approve = { address: token, abi: testTokenAbi, functionName: 'approve', args: [rollup, maxUint256] } as const;
  await confirmed(await walletClient.writeContract(approve));
  for (const { publicKey, terms, amount } of accounts) {
    const hash = await walletClient.writeContract({
      address: rollup,
      abi: rollupAbi,
      functionName: 'open',
      args: [publicKey.x, publicKey.y, hashTerms(terms), amount],
      value: openFeeWei,
    });
    await confirmed(hash);
  }
}
