import { readUsageOpenings, verifyUsageOnChain } from '@tallystick/prover/chain';
import { deriveViewKey, loadCrypto } from '@tallystick/prover/core';
import { type StatementArtifacts, toProofArgument } from '@tallystick/prover/proving';
import { type ProvedUsage, proveUsage } from '@tallystick/prover/statements';
import { type CourtsDeployment, testTokenAbi, usageVerifierAbi } from '@tallystick/verifier-contracts';
import { type Address, BaseError, ContractFunctionRevertedError, encodeFunctionData, type Hex } from 'viem';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { deployTestCourts } from '../../bench/courts/deployTestCourts.js';
import { createSettlingWorld, type SettlingWorld } from '../../bench/createSettlingWorld.js';
import { chainClients, developmentWallet } from '../../examples/demo/openAccounts.js';
import { usageRewardsAbi, usageRewardsBytecode } from '../../examples/integrator/generated/UsageRewards.js';

const AMOUNT_PER_UNIT = 3n;
const PAYEE = developmentWallet(7).address;
/** What a settlement batch of the scenario adds to the provider's counter of compute: 4 receipts of 100 unit-seconds. */
const COMPUTE = 400n;

/** Usage proven from L1 data alone, against the roots of real batches, and paid for by the example integrator. */
describe('usage with real proofs', () => {
  let world: SettlingWorld;
  let courts: CourtsDeployment;
  let artifacts: StatementArtifacts<'usage'>;
  let rewards: Address;
  /** The batch before the settlements, and theirs. */
  let batches: { before: bigint; after: bigint };
  let proved: ProvedUsage;

  const provider = () => {
    const [, account] = world.scenario.accounts;
    if (account === undefined) throw new Error('The scenario has no provider');
    return account;
  };
  const prove = async (minIncrease: bigint, { before, after } = batches): Promise<ProvedUsage> => {
    const { serial, terms } = provider();
    const { deployment, clients } = world;
    const range = { serial, viewKey: terms.viewKey, fromBatch: before, toBatch: after };
    const openings = await readUsageOpenings({ client: clients.publicClient, deployment, ...range });
    const proof = await proveUsage({ artifacts, serial, ...openings, resource: 'computeUnitSeconds', minIncrease });
    return { ...proof, batches: { before, after } };
  };
  const settleNext = async (kind: Parameters<SettlingWorld['execute']>[0]): Promise<void> => {
    const batch = await world.execute(kind);
    await world.settle(batch, (await world.prove(batch)).proof);
  };
  /** Sends from a wallet and answers its receipt. */
  const send = async (to: Address, data: Hex, n = 0, gas?: bigint) => {
    const { walletClient, publicClient } = chainClients(world.rpcUrl, developmentWallet(n));
    const hash = await walletClient.sendTransaction({ data, to, ...(gas === undefined ? {} : { gas }) });
    const receipt = await publicClient.waitForTransactionReceipt({ hash });
    expect(receipt.status).toBe('success');
    return receipt;
  };
  const balanceOf = (account: Address) =>
    world.clients.publicClient.readContract({
      address: world.deployment.token,
      abi: testTokenAbi,
      functionName: 'balanceOf',
      args: [account],
    });
  const rewardCall = (units: bigint, proof: ProvedUsage, serial = provider().serial, batch = batches.after) => {
    const args = [BigInt(serial), batch, Number(units), toProofArgument(proof.proof)] as const;
    return { abi: usageRewardsAbi, functionName: 'reward', args } as const;
  };
  /** The custom error that a call of the integrator meets. */
  const refusal = async (call: ReturnType<typeof rewardCall>): Promise<string> => {
    const { publicClient, walletClient } = world.clients;
    return publicClient.simulateContract({ ...call, address: rewards, account: walletClient.account }).then(
      () => 'accepted',
      (error: unknown) => {
        const reverted = error instanceof BaseError && error.walk((e) => e instanceof ContractFunctionRevertedError);
        if (reverted instanceof ContractFunctionRevertedError)
          return reverted.data?.errorName ?? `${reverted.signature}`;
        throw error;
      },
    );
  };

  beforeAll(async () => {
    await loadCrypto();
    world = await createSettlingWorld('tiny', () => {});
    ({ courts, usage: artifacts } = await deployTestCourts({ ...world.clients, deployment: world.deployment }));
    while (world.scenario.hasUnopened()) await settleNext(({ executeOpens }) => executeOpens());
    const latest = { address: courts.usageVerifier, abi: usageVerifierAbi } as const;
    expect(await world.clients.publicClient.readContract({ ...latest, functionName: 'rollup' })).toBe(
      world.deployment.rollup,
    );
    const opened = BigInt(Math.ceil(world.scenario.accounts.length / world.artifacts.shape.opens));
    await settleNext(({ executeSettlements }) => executeSettlements());
    batches = { before: opened, after: opened + 1n };

    const { deployContract } = world.clients.walletClient;
    const hash = await deployContract({
      abi: usageRewardsAbi,
      bytecode: usageRewardsBytecode,
      args: [courts.usageVerifier, world.deployment.token, AMOUNT_PER_UNIT],
    });
    const { contractAddress } = await world.clients.publicClient.waitForTransactionReceipt({ hash });
    if (!contractAddress) throw new Error('The integrator was not deployed');
    rewards = contractAddress;
    const mint = { abi: testTokenAbi, functionName: 'mint', args: [rewards, 1_000_000n] } as const;
    await send(world.deployment.token, encodeFunctionData(mint));
    const { serial } = provider();
    const enroll = { abi: usageRewardsAbi, functionName: 'enroll' } as const;
    await send(rewards, encodeFunctionData({ ...enroll, args: [BigInt(serial), PAYEE, Number(batches.before)] }));
    await send(rewards, encodeFunctionData({ ...enroll, args: [3n, developmentWallet(8).address, 0] }));
    proved = await prove(COMPUTE);
  });
  afterAll(() => world?.stop());

  const statement = (proof: ProvedUsage, changes: Partial<ProvedUsage> = {}) =>
    verifyUsageOnChain({
      publicClient: world.clients.publicClient,
      usageVerifier: courts.usageVerifier,
      proof: { ...proof, ...changes },
    });

  test('default: the chain verifies it, for at most 280k gas as a transaction', async () => {
    expect(await statement(proved)).toBe(true);
    const { serial } = provider();
    const args = [BigInt(serial), batches.before, batches.after, 0n, COMPUTE, toProofArgument(proved.proof)] as const;
    const data = encodeFunctionData({ abi: usageVerifierAbi, functionName: 'verifyUsage', args });
    // Not estimated: with too little gas the answer would be false, which is no failure of the transaction.
    const { gasUsed } = await send(courts.usageVerifier, data, 0, 1_000_000n);
    expect(gasUsed).toBeGreaterThan(200_000n);
    console.log(`usage verification: ${gasUsed} gas a transaction`);
    expect(gasUsed).toBeLessThanOrEqual(280_000n);
  });

  test('behavior: from the empty tree, before the account was open', async () => {
    expect(await statement(await prove(COMPUTE, { before: 0n, after: batches.after }))).toBe(true);
  });

  test('behavior: the interval has its times', async () => {
    const args = [batches.before, batches.after] as const;
    const call = { address: courts.usageVerifier, abi: usageVerifierAbi, functionName: 'interval', args } as const;
    const [timeA, timeB] = await world.clients.publicClient.readContract(call);
    expect(timeB).toBeGreaterThanOrEqual(timeA);
  });

  test('error: more units than there are can not be proven', async () => {
    await expect(prove(COMPUTE + 1n)).rejects.toMatchObject({
      code: 'usage/insufficient-increase',
      facts: { given: COMPUTE + 1n },
    });
  });

  test('error: another statement than proven', async () => {
    expect(await statement(proved, { minIncrease: COMPUTE + 1n })).toBe(false);
    expect(await statement(proved, { minIncrease: COMPUTE - 1n })).toBe(false);
    expect(await statement(proved, { serial: 3 })).toBe(false);
    expect(await statement(proved, { resource: 'egressMib' })).toBe(false);
    expect(await statement(proved, { batches: { ...batches, before: batches.before - 1n } })).toBe(false);
  });

  test('error: batches in the wrong order, and one that does not exist', async () => {
    const { before, after } = batches;
    await expect(statement(proved, { batches: { before: after, after: before } })).rejects.toMatchObject({
      code: 'chain/reverted',
      facts: { error: 'BatchesOutOfOrder', batchA: after, batchB: before },
    });
    await expect(statement(proved, { batches: { before, after: after + 1n } })).rejects.toMatchObject({
      code: 'chain/reverted',
      facts: { error: 'UnknownBatch', batchId: after + 1n, latest: after },
    });
  });

  test('error: another view key than the account has', async () => {
    const { serial } = provider();
    const { deployment, clients } = world;
    const viewKey = deriveViewKey({ root: 99n, index: 0, domain: deployment.domain });
    const range = { serial, viewKey, fromBatch: batches.before, toBatch: batches.after };
    await expect(readUsageOpenings({ client: clients.publicClient, deployment, ...range })).rejects.toMatchObject({
      code: 'account/not-recoverable',
    });
  });

  test('behavior: the integrator pays for what is proven, to the payee alone, and every unit once', async () => {
    // A lower proof first, from a stranger's wallet: it pays a part, and uses nothing up.
    const low = await prove(150n);
    const { gasUsed: firstGas } = await send(rewards, encodeFunctionData(rewardCall(150n, low)), 5);
    expect(await balanceOf(PAYEE)).toBe(150n * AMOUNT_PER_UNIT);
    // The same words, copied and sent again.
    expect(await refusal(rewardCall(150n, low))).toBe('NothingNew');
    const { gasUsed } = await send(rewards, encodeFunctionData(rewardCall(COMPUTE, proved)), 6);
    console.log(`reward of the example integrator: ${firstGas} gas the first time, ${gasUsed} later`);
    expect(await balanceOf(PAYEE)).toBe(COMPUTE * AMOUNT_PER_UNIT);
    expect(await refusal(rewardCall(COMPUTE, proved))).toBe('NothingNew');
    expect(await balanceOf(developmentWallet(6).address)).toBe(0n);
  });

  test('error: the integrator refuses more units, another serial, another batch', async () => {
    expect(await refusal(rewardCall(COMPUTE + 1n, proved))).toBe('ProofRejected');
    expect(await refusal(rewardCall(COMPUTE, proved, 3))).toBe('ProofRejected');
    expect(await refusal(rewardCall(COMPUTE, proved, 4))).toBe('NotEnrolled');
  });
});
