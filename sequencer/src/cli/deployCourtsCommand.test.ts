import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { computeDomain } from '@tallystick/prover/core';
import {
  DEFAULT_COURT_TERMS,
  type Deployment,
  deployRollup,
  deployTestToken,
  readDeployment,
  stakeRegistryAbi,
  uptimeCourtAbi,
  writeDeployment,
} from '@tallystick/verifier-contracts';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { type Anvil, startAnvil } from '../../../verifier-contracts/test-support/startAnvil.js';
import { deployCourtsCommand } from './deployCourtsCommand.js';

// Anvil's first published account: nobody's money.
const KEY = '0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80';
const owner = { x: 1n, y: 17631683881184975370165255887551781615748388533673675138860n };

/** TEST DOUBLE of a batch verifier, ten bytes that answer true to every call: nothing is settled here. */
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

let anvil: Anvil;
let folder: string;
let file: string;
beforeAll(async () => {
  anvil = await startAnvil();
  folder = await mkdtemp(join(tmpdir(), 'tallystick-courts-'));
  file = join(folder, 'deployment.json');
  await writeDeployment(file, await deploy(anvil));
});
afterAll(async () => {
  await anvil?.stop();
  await rm(folder, { recursive: true, force: true });
});

/** The rollup of a chain that is a development one, or is taken for one. */
async function deploy(chain: typeof anvil): Promise<Deployment> {
  const clients = chain.clients(0);
  const token = await deployTestToken(clients);
  const operator = { address: clients.walletClient.account.address, owner, terms: 9n };
  return deployRollup({ ...clients, token, shapes: [shape], operator });
}

async function run(...argv: string[]) {
  const text = { out: '', err: '' };
  const collect = (name: 'out' | 'err') => (chunk: string | Uint8Array) => {
    text[name] += String(chunk);
    return true;
  };
  const sinks = [
    vi.spyOn(process.stdout, 'write').mockImplementation(collect('out')),
    vi.spyOn(process.stderr, 'write').mockImplementation(collect('err')),
  ];
  try {
    const command = deployCourtsCommand({ TALLYSTICK_OPERATOR_KEY: KEY }).exitOverride();
    await command.parseAsync(['--rpc', anvil.rpcUrl, '--deployment', file, ...argv], { from: 'user' });
  } finally {
    for (const sink of sinks) sink.mockRestore();
  }
  return text;
}

describe('tallystick-sequencer deploy-courts', () => {
  test('default: the courts are on the chain and in the deployment file', async () => {
    const json = join(folder, 'courts.json');
    const terms = ['--provider-stake', '888', '--watcher-stake', '777', '--demand-bond-wei', '5000000000000000'];
    const { out, err } = await run('--slot-seconds', '60', '--json', json, ...terms);
    expect(err).toContain('INSECURE development keys');
    const { courts } = await readDeployment(file);
    if (courts === undefined) throw new Error('no courts');
    expect(out).toContain(courts.uptimeCourt);
    expect(JSON.parse(await readFile(json, 'utf8'))).toMatchObject({
      courts: { uptimeCourt: courts.uptimeCourt, slotSeconds: 60 },
      readyAt: null,
    });
    const { publicClient } = anvil.clients(0);
    const registry = { address: courts.stakeRegistry, abi: stakeRegistryAbi } as const;
    expect(await publicClient.readContract({ ...registry, functionName: 'slotSeconds' })).toBe(60);
    const stakes = await publicClient.readContract({ ...registry, functionName: 'parameters' });
    expect(stakes).toMatchObject({ providerStake: 888n, watcherStake: 777n, computeRate: 10_000_000n });
    const court = { address: courts.uptimeCourt, abi: uptimeCourtAbi } as const;
    const { demandBondWei, absentWad } = await publicClient.readContract({ ...court, functionName: 'parameters' });
    expect([demandBondWei, absentWad]).toEqual([5n * 10n ** 15n, DEFAULT_COURT_TERMS.absentWad]);
    expect(await publicClient.readContract({ ...court, functionName: 'watchDepth' })).toBe(8);
  });

  test('behavior: courts that were there are replaced with a warning, and kept', async () => {
    const before = await readDeployment(file);
    const { err } = await run();
    expect(err).toContain('named courts already');
    expect(await readDeployment(`${file}.previous`)).toEqual(before);
    expect((await readDeployment(file)).courts?.uptimeCourt).not.toBe(before.courts?.uptimeCourt);
  });

  test('behavior: --finish-roles finds nothing left to do', async () => {
    const before = await readDeployment(file);
    const { err } = await run('--finish-roles');
    expect(err).not.toContain('announced');
    expect(await readDeployment(file)).toEqual(before);
  });

  test('error: development keys off development chains, before anything is made', async () => {
    const other = await startAnvil({ chainId: 5 });
    try {
      const elsewhere = join(folder, 'elsewhere.json');
      const deployment = await readDeployment(file);
      const domain = computeDomain({ chainId: 5, rollup: deployment.rollup });
      await writeDeployment(elsewhere, { ...deployment, chainId: 5, domain });
      await expect(run('--rpc', other.rpcUrl, '--deployment', elsewhere)).rejects.toMatchObject({
        code: 'artifacts/development-keys-refused',
        facts: { given: 5 },
      });
    } finally {
      await other.stop();
    }
  });

  test('error: the endpoint of another chain', async () => {
    const other = await startAnvil({ chainId: 1337 });
    try {
      await expect(run('--rpc', other.rpcUrl)).rejects.toMatchObject({
        code: 'chain/wrong-chain',
        facts: { given: 1337, expected: 31337 },
      });
    } finally {
      await other.stop();
    }
  });

  test.each([
    ['slotSeconds', ['--slot-seconds', '0'], 'an integer from 1 to'],
    ['token', ['--token', '0x12'], 'an address with a right checksum'],
    ['slashableEpochs', ['--slashable-epochs', '16'], 'an integer from 2 to 15'],
    ['providerStake', ['--provider-stake', '0'], 'a whole number from 1 on'],
    ['watcherStake', ['--watcher-stake', '1.5'], 'a whole number from 1 on'],
    ['demandBondWei', ['--demand-bond-wei', '0.002'], 'wei, a whole number from 1 on'],
    ['ptau', ['--ptau', 'file.ptau'], 'all three, or none'],
  ])('error: %s', async (field, argv, expected) => {
    await expect(run(...argv)).rejects.toMatchObject({
      code: 'sequencer/bad-config',
      facts: { field, expected: expect.stringContaining(expected) },
    });
  });
});
