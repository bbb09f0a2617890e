import type { ExecutedBatch } from '@tallystick/prover/batch';
import { FIELD_MODULUS, loadCrypto } from '@tallystick/prover/core';
import { type BatchArgument, rollupAbi, testTokenAbi, toBatchArgument } from '@tallystick/verifier-contracts';
import { BaseError, ContractFunctionRevertedError, getAddress, type Hex } from 'viem';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createSettlingWorld, type SettlingWorld } from '../../bench/createSettlingWorld.js';

const RECIPIENT = getAddress('0x00000000000000000000000000000000000a11ce');

/** The contract against real proofs of the smallest shape: what it takes, and that it takes nothing else. */
describe('rollup with real proofs', () => {
  let world: SettlingWorld;
  /** A proved batch with an open, and one with a withdrawal; neither is sent before the last tests. */
  let opening: { batch: ExecutedBatch; proof: Hex };
  let paying: { batch: ExecutedBatch; proof: Hex };

  const proved = async (batch: ExecutedBatch) => ({ batch, proof: (await world.prove(batch)).proof });

  beforeAll(async () => {
    await loadCrypto();
    world = await createSettlingWorld('tiny', () => {});
    opening = await proved(await world.execute(({ executeOpens }) => executeOpens()));
  });
  afterAll(() => world?.stop());

  const shapeId = () => BigInt(world.artifacts.shape.id);
  const rollup = () => ({ address: world.deployment.rollup, abi: rollupAbi }) as const;

  async function chainState() {
    const { publicClient } = world.clients;
    const balanceOf = { address: world.deployment.token, abi: testTokenAbi, functionName: 'balanceOf' } as const;
    return Promise.all([
      publicClient.readContract({ ...rollup(), functionName: 'latest' }),
      publicClient.readContract({ ...rollup(), functionName: 'queue' }),
      publicClient.readContract({ ...rollup(), functionName: 'totalInTree' }),
      publicClient.readContract({ ...rollup(), functionName: 'totalOwed' }),
      publicClient.readContract({ ...rollup(), functionName: 'claimable', args: [RECIPIENT] }),
      publicClient.readContract({ ...balanceOf, args: [world.deployment.rollup] }),
    ]);
  }

  /** The custom error that a submission meets; the state must be as before. */
  async function refusal(batch: BatchArgument, proof: Hex, shape = shapeId()): Promise<string> {
    const before = await chainState();
    const { publicClient, walletClient } = world.clients;
    const call = { ...rollup(), functionName: 'submitBatch', args: [shape, batch, proof] } as const;
    const name = await publicClient.simulateContract({ ...call, account: walletClient.account }).then(
      () => 'accepted',
      (error: unknown) => {
        const reverted = error instanceof BaseError && error.walk((e) => e instanceof ContractFunctionRevertedError);
        if (reverted instanceof ContractFunctionRevertedError) return reverted.data?.errorName ?? 'unnamed';
        throw error;
      },
    );
    expect(await chainState()).toEqual(before);
    return name;
  }

  const openingArgument = () => toBatchArgument(opening.batch);

  test('default: a proved batch is accepted for under 1.1M gas', async () => {
    const { publicClient, walletClient } = world.clients;
    const args = [shapeId(), openingArgument(), opening.proof] as const;
    const gas = await publicClient.estimateContractGas({
      ...rollup(),
      functionName: 'submitBatch',
      args,
      account: walletClient.account,
    });
    expect(gas).toBeLessThan(1_100_000n);
  });

  test('error: stale root', async () => {
    expect(await refusal({ ...openingArgument(), oldRoot: opening.batch.newRoot }, opening.proof)).toBe('StaleRoot');
  });

  test('error: a shape that nobody registered', async () => {
    expect(await refusal(openingArgument(), opening.proof, 77n)).toBe('UnknownShape');
  });

  test('error: tampered proof, at every kind of place', async () => {
    const bytes = Buffer.from(opening.proof.slice(2), 'hex');
    for (const at of [0, 31, 32, 500, 1024, 4000, bytes.length - 32, bytes.length - 1]) {
      const tampered = Buffer.from(bytes);
      tampered[at] = (tampered[at] ?? 0) ^ 1;
      expect(await refusal(openingArgument(), `0x${tampered.toString('hex')}`), `byte ${at}`).toBe('ProofRejected');
    }
  });

  test('error: cut, empty and overlong proof', async () => {
    for (const proof of ['0x', opening.proof.slice(0, -2), `${opening.proof}00`, opening.proof.slice(0, 66)] as Hex[]) {
      expect(await refusal(openingArgument(), proof)).toBe('ProofRejected');
    }
  });

  test('error: any word of the batch changed', async () => {
    const argument = openingArgument();
    const changes: [string, BatchArgument, string][] = [
      ['newRoot', { ...argument, newRoot: argument.newRoot ^ 1n }, 'ProofRejected'],
      ['salt', { ...argument, salt: argument.salt ^ 1n }, 'ProofRejected'],
      ['now', { ...argument, now_: argument.now_ + 1 }, 'ProofRejected'],
      ...argument.leaves.map((leaf, i): [string, BatchArgument, string] => [
        `leaf ${i}`,
        { ...argument, leaves: argument.leaves.with(i, leaf ^ 1n) },
        'ProofRejected',
      ]),
      ...argument.maskedWords.map((word, i): [string, BatchArgument, string] => [
        `masked word ${i}`,
        { ...argument, maskedWords: argument.maskedWords.with(i, word ^ 1n) },
        'ProofRejected',
      ]),
      ...argument.serials.map((serial, i): [string, BatchArgument, string] => [
        `serial ${i}`,
        { ...argument, serials: argument.serials.with(i, serial + 1) },
        'ProofRejected',
      ]),
      ...argument.opens.flatMap((open, i): [string, BatchArgument, string][] =>
        (['ownerX', 'ownerY', 'terms', 'amount'] as const).map((field) => [
          `open ${i} ${field}`,
          { ...argument, opens: argument.opens.with(i, { ...open, [field]: open[field] + 1n }) },
          field === 'amount' ? 'OpenAmountMismatch' : 'OpenMismatch',
        ]),
      ),
      ['an open left out', { ...argument, opens: argument.opens.slice(1) }, 'OpenMismatch'],
      ['an invented withdrawal', { ...argument, withdrawals: [{ amount: 1n, recipient: RECIPIENT }] }, 'any'],
    ];
    for (const [what, changed, expected] of changes) {
      const name = await refusal(changed, opening.proof);
      if (expected === 'any') expect(name, what).not.toBe('accepted');
      else expect(name, what).toBe(expected);
    }
  });

  test("error: any field element raised by the field's modulus", async () => {
    const argument = openingArgument();
    const raised: [string, BatchArgument][] = [
      ['newRoot', { ...argument, newRoot: argument.newRoot + FIELD_MODULUS }],
      ['salt', { ...argument, salt: argument.salt + FIELD_MODULUS }],
      ...argument.leaves.map((leaf, i): [string, BatchArgument] => [
        `leaf ${i}`,
        { ...argument, leaves: argument.leaves.with(i, leaf + FIELD_MODULUS) },
      ]),
      ...argument.maskedWords.map((word, i): [string, BatchArgument] => [
        `masked word ${i}`,
        { ...argument, maskedWords: argument.maskedWords.with(i, word + FIELD_MODULUS) },
      ]),
    ];
    for (const [what, changed] of raised) expect(await refusal(changed, opening.proof), what).toBe('NotInField');
    const root = argument.oldRoot + FIELD_MODULUS;
    expect(await refusal({ ...argument, oldRoot: root }, opening.proof)).toBe('StaleRoot');
    const [first, ...others] = argument.opens;
    if (first === undefined) throw new Error('the batch opens nothing');
    const opens = [{ ...first, terms: first.terms + FIELD_MODULUS }, ...others];
    expect(await refusal({ ...argument, opens }, opening.proof)).toMatch(/OpenMismatch|NotInField/);
  });

  test('error: now too far from the block', async () => {
    const late = { ...openingArgument(), now_: opening.batch.data.now - 16 * 60 };
    expect(await refusal(late, opening.proof)).toBe('NowTooFarOff');
    const early = { ...openingArgument(), now_: opening.batch.data.now + 17 * 60 };
    expect(await refusal(early, opening.proof)).toBe('NowTooFarOff');
  });

  test('behaviour: batches settle in order; a replayed one is refused; a withdrawal is claimed once', async () => {
    const { publicClient, walletClient } = world.clients;
    const [, [firstQueued], inTree] = await chainState();
    await world.settle(opening.batch, opening.proof);
    const { opens } = opening.batch.data;
    const deposited = opens.reduce((sum, { amount }) => sum + amount, 0n);
    const [[batchId, root, now], queue, inTreeAfter] = await chainState();
    expect([batchId, root, now]).toEqual([1n, opening.batch.newRoot, opening.batch.data.now]);
    expect(queue[0]).toBe(firstQueued + opens.length);
    expect(inTreeAfter).toBe(inTree + deposited);
    expect(await refusal(openingArgument(), opening.proof)).toBe('StaleRoot');
    const replayed = { ...openingArgument(), oldRoot: opening.batch.newRoot };
    expect(await refusal(replayed, opening.proof)).toBe('OpenMismatch');

    while (world.scenario.hasUnopened()) {
      const next = await proved(await world.execute(({ executeOpens }) => executeOpens()));
      await world.settle(next.batch, next.proof);
    }
    const settling = await proved(await world.execute(({ executeSettlements }) => executeSettlements()));
    await world.settle(settling.batch, settling.proof);

    const amount = 1_000n;
    paying = await proved(await world.execute(({ executeWithdrawal }) => executeWithdrawal(amount, RECIPIENT)));
    const argument = toBatchArgument(paying.batch);
    const [withdrawal] = argument.withdrawals;
    expect(withdrawal).toEqual({ amount, recipient: RECIPIENT });
    const more = { ...argument, withdrawals: [{ amount: amount + 1n, recipient: RECIPIENT }] } as const;
    expect(await refusal(more, paying.proof)).toBe('ProofRejected');
    const elsewhere = { ...argument, withdrawals: [{ amount, recipient: walletClient.account.address }] };
    expect(await refusal(elsewhere, paying.proof)).toBe('ProofRejected');
    expect(await refusal({ ...argument, withdrawals: [] }, paying.proof)).toBe('ProofRejected');
    await world.settle(paying.batch, paying.proof);

    const claim = { ...rollup(), functionName: 'claim', args: [RECIPIENT] } as const;
    await publicClient.waitForTransactionReceipt({ hash: await walletClient.writeContract(claim) });
    const balanceOf = { address: world.deployment.token, abi: testTokenAbi, functionName: 'balanceOf' } as const;
    expect(await publicClient.readContract({ ...balanceOf, args: [RECIPIENT] })).toBe(amount);
    await expect(publicClient.simulateContract({ ...claim, account: walletClient.account })).rejects.toThrow(
      'NothingToClaim',
    );
  });
});
