import { createTestClient, encodeFunctionData, http } from 'viem';
import { foundry } from 'viem/chains';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Anvil, startAnvil } from '../../test-support/startAnvil.js';
import { accessManagerAbi } from '../generated/AccessManager.js';
import { poseidon4Abi, poseidon4Bytecode } from '../generated/Poseidon.js';
import { stakeRegistryAbi } from '../generated/StakeRegistry.js';
import { uptimeCourtAbi } from '../generated/UptimeCourt.js';
import { usageVerifierAbi } from '../generated/UsageVerifier.js';
import { DEFAULT_COURT_TERMS } from './DEFAULT_COURT_TERMS.js';
import { deployContract } from './deployContract.js';
import { type DeployCourtsParameters, deployCourts } from './deployCourts.js';
import { deployRollup } from './deployRollup.js';
import { deployTestToken } from './deployTestToken.js';
import { grantCourtRoles } from './grantCourtRoles.js';
import { INSURANCE_ROLE } from './INSURANCE_ROLE.js';

const owner = { x: 1n, y: 17631683881184975370165255887551781615748388533673675138860n };

/** TEST DOUBLE: creates a contract of ten bytes that answers true to every call. */
const alwaysTrue = '0x69600160005260206000f3600052600a6016f3';
const shape = {
  id: 4,
  name: 'four',
  opens: 2,
  settles: 5,
  credits: 2,
  withdrawals: 1,
  verifierBytecode: alwaysTrue,
} as const;
const verifierBytecodes = { uptime: alwaysTrue, usage: alwaysTrue } as const;

let anvil: Anvil;
beforeAll(async () => {
  anvil = await startAnvil();
});
afterAll(() => anvil?.stop());

async function deployWorld(adminDelaySeconds = 0) {
  const clients = anvil.clients(0);
  const token = await deployTestToken(clients);
  const operator = { address: clients.walletClient.account.address, owner, terms: 9n };
  const deployment = await deployRollup({ ...clients, token, shapes: [shape], operator, adminDelaySeconds });
  const deploy = (overrides: Partial<DeployCourtsParameters> = {}) =>
    deployCourts({ ...clients, deployment, verifierBytecodes, ...overrides });
  return { clients, deployment, deploy };
}

describe('deployCourts', () => {
  test('default', async () => {
    const { clients, deployment, deploy } = await deployWorld();
    const steps: string[] = [];
    const { courts, readyAt } = await deploy({ onProgress: (step) => steps.push(step) });
    expect(readyAt).toBeUndefined();
    expect(steps).toEqual([
      'stake registry',
      'the verifier of uptime proofs',
      'the verifier of usage proofs',
      'Poseidon of 4',
      'Poseidon of 5',
      'uptime court',
      'usage verifier',
      'roles',
    ]);
    const read = clients.publicClient.readContract;
    const registry = { address: courts.stakeRegistry, abi: stakeRegistryAbi } as const;
    const court = { address: courts.uptimeCourt, abi: uptimeCourtAbi } as const;
    expect(courts.stakeToken).toBe(deployment.token);
    expect(await read({ ...registry, functionName: 'genesis' })).toBe(courts.genesis);
    expect(await read({ ...registry, functionName: 'epochSeconds' })).toBe(86_400);
    const { providerStake, watcherStake } = await read({ ...registry, functionName: 'parameters' });
    expect([providerStake, watcherStake]).toEqual([100_000_000n, 100_000_000n]);
    expect(await read({ ...registry, functionName: 'unbondingSeconds' })).toBe(11 * 86_400);
    expect(await read({ ...registry, functionName: 'graceSeconds' })).toBe(11 * 86_400);
    expect(await read({ ...registry, functionName: 'noticeSeconds' })).toBe(14 * 86_400);
    expect(await read({ ...registry, functionName: 'isSealed' })).toBe(true);
    expect(await read({ ...court, functionName: 'parameters' })).toEqual(DEFAULT_COURT_TERMS);
    const { endsAt, postUntil, slashUntil } = await read({ ...court, functionName: 'timesOf', args: [0] });
    expect([endsAt, postUntil - endsAt, slashUntil - endsAt]).toEqual([courts.genesis + 86_400, 21_600, 576 * 900]);
    const usage = { address: courts.usageVerifier, abi: usageVerifierAbi } as const;
    expect(await read({ ...usage, functionName: 'rollup' })).toBe(deployment.rollup);
    expect(await read({ ...usage, functionName: 'proofVerifier' })).toBe(courts.usageProofVerifier);
  });

  test('behavior: the court alone may slash, and nobody touches the insurance unless named', async () => {
    const { clients, deployment, deploy } = await deployWorld();
    const vault = anvil.clients(5).walletClient.account.address;
    const { courts } = await deploy({ insurance: vault });
    const manager = { address: deployment.accessManager, abi: accessManagerAbi } as const;
    const hasRole = (role: bigint, account: `0x${string}`) =>
      clients.publicClient.readContract({ ...manager, functionName: 'hasRole', args: [role, account] });
    expect(await hasRole(INSURANCE_ROLE, vault)).toEqual([true, 0]);
    const admin = clients.walletClient.account;
    const registry = { address: courts.stakeRegistry, abi: stakeRegistryAbi } as const;
    const isCourt = (court: `0x${string}`) =>
      clients.publicClient.readContract({ ...registry, functionName: 'isCourt', args: [court] });
    expect(await isCourt(courts.uptimeCourt)).toBe(true);
    expect(await isCourt(admin.address)).toBe(false);
    const slash = { ...registry, functionName: 'slash', args: [0, vault, 0, 1n, vault] } as const;
    await expect(clients.publicClient.simulateContract({ ...slash, account: admin })).rejects.toThrow('NotACourt');
    const pay = { ...registry, functionName: 'withdrawInsurance', args: [vault, 1n] } as const;
    await expect(clients.publicClient.simulateContract({ ...pay, account: admin })).rejects.toThrow(
      'AccessManagedUnauthorized',
    );
    await expect(clients.publicClient.simulateContract({ ...pay, account: vault })).rejects.toThrow('InsuranceTooLow');
  });

  test('behavior: an admin with a delay announces the court and the roles, and carries that out later', async () => {
    const { clients, deployment, deploy } = await deployWorld(3_600);
    const { courts, readyAt } = await deploy();
    const { timestamp } = await clients.publicClient.getBlock();
    expect(readyAt).toBeGreaterThan(Number(timestamp));
    const registry = { address: courts.stakeRegistry, abi: stakeRegistryAbi } as const;
    const isCourt = () =>
      clients.publicClient.readContract({ ...registry, functionName: 'isCourt', args: [courts.uptimeCourt] });
    const isSealed = () => clients.publicClient.readContract({ ...registry, functionName: 'isSealed' });
    expect([await isCourt(), await isSealed()]).toEqual([false, false]);
    const again = () => grantCourtRoles({ ...clients, accessManager: deployment.accessManager, ...courts });
    expect((await again()).readyAt).toBe(readyAt);
    const testClient = createTestClient({ mode: 'anvil', chain: foundry, transport: http(anvil.rpcUrl) });
    await testClient.increaseTime({ seconds: 3_600 });
    await testClient.mine({ blocks: 1 });
    expect((await again()).readyAt).toBeUndefined();
    expect([await isCourt(), await isSealed()]).toEqual([true, true]);
    // Nothing is left to do, and nothing is done.
    const before = await clients.publicClient.getBlockNumber({ cacheTime: 0 });
    expect((await again()).readyAt).toBeUndefined();
    expect(await clients.publicClient.getBlockNumber({ cacheTime: 0 })).toBe(before);
  });

  test('behavior: the seal waits for a court that has to be announced again', async () => {
    const { clients, deployment, deploy } = await deployWorld(3_600);
    const { courts } = await deploy();
    const registry = { address: courts.stakeRegistry, abi: stakeRegistryAbi } as const;
    const data = encodeFunctionData({
      abi: stakeRegistryAbi,
      functionName: 'setCourt',
      args: [courts.uptimeCourt, true],
    });
    const hash = await clients.walletClient.writeContract({
      address: deployment.accessManager,
      abi: accessManagerAbi,
      functionName: 'cancel',
      args: [clients.walletClient.account.address, courts.stakeRegistry, data],
    });
    await clients.publicClient.waitForTransactionReceipt({ hash });
    const testClient = createTestClient({ mode: 'anvil', chain: foundry, transport: http(anvil.rpcUrl) });
    const again = () => grantCourtRoles({ ...clients, accessManager: deployment.accessManager, ...courts });
    const isSealed = () => clients.publicClient.readContract({ ...registry, functionName: 'isSealed' });
    const wait = async () => {
      await testClient.increaseTime({ seconds: 3_600 });
      await testClient.mine({ blocks: 1 });
    };
    await wait();
    expect((await again()).readyAt).toBeDefined();
    expect(await isSealed()).toBe(false);
    await wait();
    expect((await again()).readyAt).toBeUndefined();
    expect(await isSealed()).toBe(true);
    const isCourt = { ...registry, functionName: 'isCourt', args: [courts.uptimeCourt] } as const;
    expect(await clients.publicClient.readContract(isCourt)).toBe(true);
  });

  test("error: the wallet isn't the admin", async () => {
    const { deploy } = await deployWorld();
    await expect(deploy(anvil.clients(3))).rejects.toMatchObject({
      code: 'deployment/not-admin',
      facts: { field: 'admin', given: anvil.clients(3).walletClient.account.address },
    });
  });

  test('error: another chain', async () => {
    const { deployment, deploy } = await deployWorld();
    await expect(deploy({ deployment: { ...deployment, chainId: 5 } })).rejects.toMatchObject({
      code: 'deployment/wrong-chain',
      facts: { given: 31337, expected: 5 },
    });
  });

  test('error: no rollup, no token', async () => {
    const { deployment, deploy } = await deployWorld();
    const nobody = '0x00000000000000000000000000000000000000aa';
    await expect(deploy({ deployment: { ...deployment, rollup: nobody } })).rejects.toMatchObject({
      code: 'deployment/no-contract',
      facts: { field: 'rollup', given: nobody },
    });
    await expect(deploy({ stakeToken: nobody })).rejects.toMatchObject({
      code: 'deployment/no-contract',
      facts: { field: 'stakeToken' },
    });
  });

  test.each([
    ['slotSeconds', { slotSeconds: 86_401 }],
    ['slashableEpochs', { slashableEpochs: 16 }],
    ['postSeconds', { windows: { postSeconds: 1 } }],
    ['windows', { windows: { slashSeconds: 5 * 86_400 } }],
    ['providerStake', { stakeTerms: { providerStake: 0n } }],
    ['graceSeconds', { stakeTerms: { graceSeconds: 86_400 } }],
    ['absentWad', { courtTerms: { absentWad: 0n } }],
    ['watchDepth', { watchDepth: 5 }],
  ])('error: %s out of bounds', async (name, overrides) => {
    const { deploy } = await deployWorld();
    await expect(deploy(overrides)).rejects.toMatchObject({
      code: 'deployment/transaction-failed',
      facts: { error: 'OutOfBounds', args: expect.arrayContaining([name]) },
    });
  });
});

test("behavior: the Poseidon contracts are circomlib's", async () => {
  const clients = anvil.clients(0);
  const deployed = await deployContract(clients, { abi: [], bytecode: poseidon4Bytecode, args: [], name: 'Poseidon' });
  const args = [[1n, 2n, 3n, 4n]] as const;
  // Pinned in circomlib's and circomlibjs's own tests.
  expect(
    await clients.publicClient.readContract({ ...deployed, abi: poseidon4Abi, functionName: 'poseidon', args }),
  ).toBe(18821383157269793795438455681495246036402687001665670618754263018637548127333n);
});
