import { encodeAbiParameters, keccak256, parseEventLogs, zeroAddress } from 'viem';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Anvil, startAnvil } from '../../test-support/startAnvil.js';
import { decodeUpdates } from '../batch/decodeUpdates.js';
import { toBatchArgument } from '../batch/toBatchArgument.js';
import { accessManagerAbi } from '../generated/AccessManager.js';
import { rollupAbi } from '../generated/Rollup.js';
import { deployRollup, type ShapeToDeploy } from './deployRollup.js';
import { deployTestToken } from './deployTestToken.js';

const fieldModulus = 21888242871839275222246405745257275088548364400416034343698204186575808495617n;
const owner = { x: 1n, y: 17631683881184975370165255887551781615748388533673675138860n };

/** TEST DOUBLE: creates a contract of ten bytes that answers true to every call. */
const alwaysTrue = '0x69600160005260206000f3600052600a6016f3';
const shape: ShapeToDeploy = {
  id: 4,
  name: 'four',
  opens: 2,
  settles: 5,
  credits: 2,
  withdrawals: 1,
  verifierBytecode: alwaysTrue,
};

let anvil: Anvil;
beforeAll(async () => {
  anvil = await startAnvil();
});
afterAll(() => anvil?.stop());

async function deploy(overrides: Partial<Parameters<typeof deployRollup>[0]> = {}) {
  const clients = anvil.clients(0);
  const token = await deployTestToken(clients);
  const operator = { address: anvil.clients(1).walletClient.account.address, owner, terms: 9n };
  const deployment = await deployRollup({ ...clients, token, shapes: [shape], operator, ...overrides });
  return { deployment, rollup: { address: deployment.rollup, abi: rollupAbi } as const, clients };
}

describe('deployRollup', () => {
  test('default', async () => {
    const steps: string[] = [];
    const { deployment, rollup, clients } = await deploy({ feeBps: 250, onProgress: (step) => steps.push(step) });
    expect(steps).toEqual(['access manager', 'rollup', 'verifier of four', 'roles']);
    expect(deployment).toMatchObject({ chainId: 31337, operatorSerial: 1, feeBps: 250, refundDelaySeconds: 86_400 });
    expect(deployment.admin).toBe(clients.walletClient.account.address);
    const encoded = encodeAbiParameters(
      [{ type: 'uint256' }, { type: 'address' }, { type: 'uint256' }],
      [31337n, deployment.rollup, 1n],
    );
    expect(deployment.domain).toBe(BigInt(keccak256(encoded)) % fieldModulus);
    const read = clients.publicClient.readContract;
    expect(await read({ ...rollup, functionName: 'shapeOf', args: [4n] })).toEqual([
      { opens: 2, settlements: 5, credits: 2, withdrawals: 1 },
      deployment.verifiers.four,
    ]);
    // The operator's account is queued by the deployment itself.
    const [opened] = await clients.publicClient.getContractEvents({
      ...rollup,
      eventName: 'Opened',
      fromBlock: deployment.deployedAtBlock,
      toBlock: deployment.deployedAtBlock,
      strict: true,
    });
    expect(opened?.args).toMatchObject({ serial: 1, ownerX: owner.x, ownerY: owner.y, terms: 9n, amount: 0n });
  });

  test('behavior: only the operator submits batches, and their updates are read from events', async () => {
    const { rollup } = await deploy();
    const { publicClient } = anvil.clients(0);
    const { timestamp } = await publicClient.getBlock();
    const updates = Array.from({ length: 8 }, (_, slot) => ({
      serial: slot === 0 ? 2 ** 32 - 1 : slot,
      leaf: BigInt(slot + 100),
      maskedWord: fieldModulus - BigInt(slot + 1),
    }));
    const batch = toBatchArgument({
      oldRoot: await publicClient.readContract({ ...rollup, functionName: 'EMPTY_ROOT' }),
      data: {
        newRoot: 5n,
        now: Number(timestamp),
        salt: 6n,
        opens: [{ ownerX: owner.x, ownerY: owner.y, terms: 9n, amount: 0n }],
        serials: updates.map(({ serial }) => serial),
        leaves: updates.map(({ leaf }) => leaf),
        maskedWords: updates.map(({ maskedWord }) => maskedWord),
        withdrawals: [{ amount: 0n, recipient: zeroAddress }],
      },
    });
    const call = { ...rollup, functionName: 'submitBatch', args: [4n, batch, '0x'] } as const;
    await expect(
      publicClient.simulateContract({ ...call, account: anvil.clients(0).walletClient.account }),
    ).rejects.toThrow('AccessManagedUnauthorized');
    const hash = await anvil.clients(1).walletClient.writeContract(call);
    const { logs } = await publicClient.waitForTransactionReceipt({ hash });
    const [settled] = parseEventLogs({ abi: rollupAbi, eventName: 'BatchSettled', logs });
    expect(settled?.args).toMatchObject({
      batchId: 1n,
      shapeId: 4n,
      newRoot: 5n,
      salt: 6n,
      firstSerial: 1,
      openCount: 1,
    });
    expect(decodeUpdates(settled?.args.updates ?? '0x')).toEqual(updates);
  });

  test('behavior: the deployer hands the administration over', async () => {
    const admin = anvil.clients(2).walletClient.account;
    const { rollup, clients } = await deploy({ admin: admin.address });
    const call = { ...rollup, functionName: 'setFeeBps', args: [1] } as const;
    const { publicClient } = clients;
    await expect(publicClient.simulateContract({ ...call, account: clients.walletClient.account })).rejects.toThrow(
      'AccessManagedUnauthorized',
    );
    await publicClient.simulateContract({ ...call, account: admin });
  });

  test('behavior: the set-up is sealed, with the ways out that were asked for', async () => {
    const { rollup } = await deploy({
      refundDelaySeconds: 30 * 86_400,
      escapeTerms: { reservationDelaySeconds: 600, reservationFeeWei: 10n ** 14n },
    });
    const { publicClient } = anvil.clients(0);
    const read = (functionName: 'reservationDelay' | 'reservationWindow' | 'livenessPeriod' | 'governanceDelay') =>
      publicClient.readContract({ ...rollup, functionName });
    expect(await publicClient.readContract({ ...rollup, functionName: 'isSealed' })).toBe(true);
    expect(await read('reservationDelay')).toBe(600);
    expect(await read('reservationWindow')).toBe(900);
    expect(await read('livenessPeriod')).toBe(86_400);
    expect(await publicClient.readContract({ ...rollup, functionName: 'reservationFeeWei' })).toBe(10n ** 14n);
    // Longer than the refund, which is the longest way out here.
    expect(await read('governanceDelay')).toBe(32 * 86_400);
    expect(await publicClient.readContract({ ...rollup, functionName: 'longestExit' })).toBe(30n * 86_400n);
  });

  test('behavior: the guardian pauses opens and nothing else; the admin acts with its delay', async () => {
    const guardian = anvil.clients(3).walletClient.account;
    const { rollup, clients } = await deploy({ guardian: guardian.address, adminDelaySeconds: 3600 });
    const { publicClient } = clients;
    await publicClient.simulateContract({ ...rollup, functionName: 'pauseOpens', account: guardian });
    const call = { ...rollup, functionName: 'setFeeBps', args: [1] } as const;
    await expect(publicClient.simulateContract({ ...call, account: guardian })).rejects.toThrow(
      'AccessManagedUnauthorized',
    );
    // The AccessManager's own error, passed on by the rollup.
    const acted = { ...call, abi: [...rollupAbi, ...accessManagerAbi], account: clients.walletClient.account } as const;
    await expect(publicClient.simulateContract(acted)).rejects.toThrow('AccessManagerNotScheduled');
  });

  test('error: a governance delay that is not longer than the ways out', async () => {
    await expect(deploy({ escapeTerms: { governanceDelaySeconds: 86_400 } })).rejects.toMatchObject({
      code: 'deployment/transaction-failed',
      facts: { error: 'OutOfBounds', args: ['governanceDelay', 86_400n, 179_101n, 31_536_000n] },
    });
  });

  test('error: no token at the address', async () => {
    await expect(deploy({ token: '0x00000000000000000000000000000000000000aa' })).rejects.toMatchObject({
      code: 'deployment/no-contract',
      facts: { field: 'token' },
    });
  });

  test('error: two shapes with one id', async () => {
    await expect(deploy({ shapes: [shape, { ...shape, name: 'other' }] })).rejects.toMatchObject({
      code: 'deployment/invalid-parameter',
      facts: { field: 'shapes.id', given: 4 },
    });
  });

  test("error: the operator's key is off the curve", async () => {
    const operator = { address: anvil.clients(1).walletClient.account.address, owner: { x: 1n, y: 2n }, terms: 0n };
    await expect(deploy({ operator })).rejects.toMatchObject({
      code: 'deployment/transaction-failed',
      message: 'The creation of the rollup was refused: PointNotOnCurve(1, 2).',
      facts: { error: 'PointNotOnCurve', args: [1n, 2n] },
    });
  });
});

describe('deployTestToken', () => {
  test('error: not a development chain', async () => {
    const other = await startAnvil({ chainId: 5 });
    try {
      await expect(deployTestToken(other.clients(0))).rejects.toMatchObject({
        code: 'deployment/wrong-chain',
        facts: { chainId: 5 },
      });
    } finally {
      await other.stop();
    }
  });
});
