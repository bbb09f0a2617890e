import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readDeploymentFile } from '@tallystick/prover';
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

test('default: rollup and courts in one go, and a file that was there is kept', async () => {
  const deploymentFile = join(folder, 'deployment.json');
  const warnings: string[] = [];
  const privateKey = developmentWallet(0).getHdKey().privateKey;
  if (privateKey === null) throw new Error('no key');
  const deploy = (courts: boolean) =>
    deploySequencer({
      rpcUrl: anvil.rpcUrl,
      operatorKey: `0x${Buffer.from(privateKey).toString('hex')}`,
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
