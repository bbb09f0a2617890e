import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readDeploymentFile } from '@tallystick/prover/chain';
import { deploySequencer } from '@tallystick/sequencer';
import { stakeRegistryAbi, usageVerifierAbi } from '@tallystick/verifier-contracts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { chainClients, developmentWallet } from '../../examples/demo/openAccounts.js';
import { type Anvil, startAnvil } from '../../verifier-contracts/test-support/startAnvil.js';

let anvil: Anvil;
let folder: string;
beforeAll(async () => {
  anvil = await startAnvil();
  folder = await mkdtemp(join(tmpdir(), 'tallystick-deploy-'));
});
afterAll(async () => {
  await anvil?.stop();
  await rm(folder, { recursive: true, force: true });
});

function operatorKey(): `0x${string}` {
  const { privateKey } = developmentWallet(0).getHdKey();
  if (privateKey === null) throw new Error('no key');
  return `0x${Buffer.from(privateKey).toString('hex')}`;
}

test('default: rollup and courts in one go, and a file that was there is kept', async () => {
  const deploymentFile = join(folder, 'deployment.json');
  const warnings: string[] = [];
  const deploy = (courts: boolean) =>
    deploySequencer({
      rpcUrl: anvil.rpcUrl,
      operatorKey: operatorKey(),
      token: 'test',
      shapes: ['tiny'],
      deploymentFile,
      courts,
      pollIntervalMs: 50,
      onWarning: (text) => warnings.push(text),
    });
  const first = await deploy(false);
  expect(warnings).toEqual([]);
  expect(first.courts).toBeUndefined();
  const { courts, ...second } = await deploy(true);
  expect(warnings).toHaveLength(1);
  expect(warnings[0]).toContain(`${deploymentFile}.previous`);
  expect(await readDeploymentFile(`${deploymentFile}.previous`)).toEqual(first);
  expect(await readDeploymentFile(deploymentFile)).toEqual({ ...second, courts });
  if (courts === undefined) throw new Error('no courts');
  const { publicClient } = chainClients(anvil.rpcUrl, developmentWallet(0));
  const usage = { address: courts.usageVerifier, abi: usageVerifierAbi } as const;
  expect(await publicClient.readContract({ ...usage, functionName: 'rollup' })).toBe(second.rollup);
  const registry = { address: courts.stakeRegistry, abi: stakeRegistryAbi } as const;
  expect(await publicClient.readContract({ ...registry, functionName: 'token' })).toBe(second.token);
  const isCourt = { ...registry, functionName: 'isCourt', args: [courts.uptimeCourt] } as const;
  expect(await publicClient.readContract(isCourt)).toBe(true);
  expect(await publicClient.readContract({ ...registry, functionName: 'isSealed' })).toBe(true);
});

test('behavior: where money is at stake, an operator who is to be the admin too is warned', async () => {
  const other = await startAnvil({ chainId: 777 });
  try {
    const warningsWith = async (admin: `0x${string}` | undefined) => {
      const warnings: string[] = [];
      const deployed = deploySequencer({
        rpcUrl: other.rpcUrl,
        operatorKey: operatorKey(),
        token: 'test',
        shapes: ['tiny'],
        deploymentFile: join(folder, 'other.json'),
        admin,
        referenceString: 'development',
        onWarning: (text) => warnings.push(text),
      });
      await expect(deployed).rejects.toMatchObject({ code: 'artifacts/development-string-refused' });
      return warnings;
    };
    expect(await warningsWith(undefined)).toEqual([expect.stringContaining('--admin')]);
    expect(await warningsWith(developmentWallet(1).address)).toEqual([]);
  } finally {
    await other.stop();
  }
});
