import {
  deployRollup,
  deployTestToken,
  rollupAbi,
  testTokenAbi,
  toBatchArgument,
} from '@tallystick/verifier-contracts';
import { createPublicClient, createTestClient, createWalletClient, http } from 'viem';
import { mnemonicToAccount } from 'viem/accounts';
import { foundry } from 'viem/chains';
import type { ExecutedBatch } from '../src/batch/steps.js';
import { openAllowance } from '../src/chain/openAllowance.js';
import type { Terms } from '../src/core/account/terms.js';
import { earningTerms, hashTerms } from '../src/core/account/terms.js';
import { signReceipt } from '../src/core/receipt/receipt.js';
import type { Shape } from '../src/core/shape.js';
import { publicKeyOf } from '../src/core/signature.js';
import { makeOwnBatch } from '../src/escape/makeOwnBatch.js';
import type { OwnAccount } from '../src/escape/ownBatch.js';
import { submitOwnBatch } from '../src/escape/submitOwnBatch.js';
import { readTurn } from '../src/escape/turn.js';
import { waitForTurn } from '../src/escape/waitForTurn.js';
import type { BatchArtifacts } from '../src/proving/artifacts/loadArtifacts.js';
import type { BatchProver, ProvedBatch } from '../src/proving/ultrahonk/createProver.js';
import { ALWAYS_TRUE } from './ALWAYS_TRUE.js';

const DAY = 24 * 3600;

export const ownBatchShape: Shape = {
  id: 9,
  name: 'double',
  opens: 2,
  settles: 3,
  credits: 2,
  withdrawals: 1,
  activeDepth: 10,
  capDepth: 2,
};

/** The development chain's wallets. */
export const ownBatchWallet = (addressIndex: number) =>
  mnemonicToAccount('test test test test test test test test test test test junk', { addressIndex });

export type OwnBatchChain = Awaited<ReturnType<typeof createOwnBatchChain>>;

/**
 * A rollup of its own on a chain that runs, with a provider (serial 2) and an allowance for it (serial 3) in the queue, both of wallet 1.
 * Its verifier takes any proof: TEST DOUBLE.
 */
export async function createOwnBatchChain(rpcUrl: string) {
  const transport = http(rpcUrl);
  const publicClient = createPublicClient({ chain: foundry, transport, pollingInterval: 20, cacheTime: 0 });
  const writer = (n: number) => createWalletClient({ chain: foundry, transport, account: ownBatchWallet(n) });
  const testClient = createTestClient({ chain: foundry, mode: 'anvil', transport });
  const walletClient = writer(0);
  const token = await deployTestToken({
    publicClient,
    walletClient,
    mint: [{ to: ownBatchWallet(1).address, amount: 10_000n }],
  });
  const deployment = await deployRollup({
    publicClient,
    walletClient,
    token,
    shapes: [{ ...ownBatchShape, verifierBytecode: ALWAYS_TRUE }],
    operator: { address: ownBatchWallet(0).address, owner: publicKeyOf(5n), terms: hashTerms(earningTerms(6n)) },
  });
  const { rollup } = deployment;
  const now = async () => Number((await publicClient.getBlock()).timestamp);
  const terms: Terms = {
    providerSerial: 2,
    prices: { computeUnitSeconds: 3n, storageGibHours: 0n, egressMib: 0n },
    expiry: (await now()) + 3 * DAY,
    viewKey: 33n,
  };
  const provider: OwnAccount = { serial: 2, terms: earningTerms(22n), privateKey: 222n };
  const allowance: OwnAccount = { serial: 3, terms, privateKey: 333n };
  const clients = { publicClient, walletClient: writer(1) };
  const open = (account: OwnAccount, amount: bigint) =>
    openAllowance({ ...clients, rollup, owner: publicKeyOf(account.privateKey ?? 1n), terms: account.terms, amount });
  await open(provider, 0n);
  await open(allowance, 1_000n);
  const receipt = (computeUnitSeconds: bigint, serial = 3) =>
    signReceipt({
      domain: deployment.domain,
      serial,
      units: { computeUnitSeconds, storageGibHours: 0n, egressMib: 0n },
      privateKey: 333n,
    });
  async function pass(seconds: number): Promise<void> {
    await testClient.increaseTime({ seconds });
    await testClient.mine({ blocks: 1 });
  }

  /** Puts the first accounts of the queue into the tree by a batch of one's own, in the operator's silence. */
  async function takeQueue(openCount: number, settled = 0n): Promise<ExecutedBatch> {
    if ((await readTurn({ publicClient, rollup })).anyoneFrom > (await now())) await pass(DAY);
    await waitForTurn({ ...clients, rollup, fromBlock: 0n, reserve: false, pause: () => pass(60) });
    const [firstQueued] = await publicClient.readContract({ address: rollup, abi: rollupAbi, functionName: 'queue' });
    const executed = await makeOwnBatch({
      publicClient,
      deployment,
      shape: ownBatchShape,
      accounts: [provider, allowance].filter(({ serial }) => serial < firstQueued + openCount),
      openCount,
      settlements: settled === 0n ? [] : [receipt(settled)],
    });
    await submitOwnBatch({ ...clients, rollup, executed, proof: '0x' });
    return executed;
  }

  /** A batch of the operator's in its half of a period, which ends its silence. The provider has to be in the tree. */
  async function operate(): Promise<void> {
    const { windowEnd } = await readTurn({ publicClient, rollup });
    await pass(Math.max(0, windowEnd - (await now())));
    const executed = await makeOwnBatch({ publicClient, deployment, shape: ownBatchShape, accounts: [provider] });
    const args = [BigInt(ownBatchShape.id), toBatchArgument(executed), '0x'] as const;
    const hash = await walletClient.writeContract({
      address: rollup,
      abi: rollupAbi,
      functionName: 'submitBatch',
      args,
    });
    const { status } = await publicClient.waitForTransactionReceipt({ hash });
    if (status !== 'success') throw new Error("The operator's batch was refused");
  }

  return {
    deployment,
    rollup,
    publicClient,
    writer,
    clients,
    provider,
    allowance,
    open,
    now,
    testClient,
    pass,
    receipt,
    takeQueue,
    operate,
    tokensOf: () =>
      publicClient.readContract({
        address: token,
        abi: testTokenAbi,
        functionName: 'balanceOf',
        args: [ownBatchWallet(1).address],
      }),
  };
}

/** What `selfSequence` needs of artifacts and prover, with a TEST DOUBLE of the prover: it gives an empty proof. */
export function ownBatchDouble(before: (executed: unknown) => Promise<void> = async () => {}) {
  const artifacts = { shape: ownBatchShape, referenceString: { kind: 'real' } } as BatchArtifacts;
  const prover: Pick<BatchProver, 'proveBatch'> = {
    async proveBatch(_artifacts, executed) {
      await before(executed);
      return { proof: '0x', publicInputs: [...executed.publicInputs], witnessMs: 0, proveMs: 0 } as ProvedBatch;
    },
  };
  return { artifacts, prover };
}
