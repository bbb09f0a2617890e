import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { writeDeployment } from '@tallystick/verifier-contracts';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { developmentWallet } from '../../examples/demo/openAccounts.js';
import { type SequencerWorld, startSequencerWorld } from '../support/startSequencerWorld.js';

const run = promisify(execFile);
const launcher = fileURLToPath(new URL('../../prover/bin/tallystick.mjs', import.meta.url));

/** The command line as people use it: processes of their own, against a real sequencer and real proofs. */
describe('tallystick', () => {
  let world: SequencerWorld;
  let folder: string;

  beforeAll(async () => {
    world = await startSequencerWorld({ shape: 'tiny' });
    folder = await mkdtemp(join(tmpdir(), 'tallystick-cli-'));
    await writeDeployment(join(folder, 'deployment.json'), world.deployment);
  });
  afterAll(async () => {
    await world?.close();
    if (folder !== undefined) await rm(folder, { recursive: true, force: true });
  });

  /** Runs a command as a party with a wallet and a state folder of its own; answers what `--json` wrote. */
  async function tallystick(wallet: number, ...args: string[]): Promise<Record<string, unknown>> {
    const json = join(folder, `result-${wallet}.json`);
    const { privateKey } = developmentWallet(wallet).getHdKey();
    if (privateKey === null) throw new Error('no private key');
    const { stdout, stderr } = await run(process.execPath, [launcher, ...args, '--json', json], {
      env: {
        ...process.env,
        TALLYSTICK_PRIVATE_KEY: `0x${Buffer.from(privateKey).toString('hex')}`,
        TALLYSTICK_RPC: world.rpcUrl,
        TALLYSTICK_SEQUENCER: world.url(),
        TALLYSTICK_DEPLOYMENT: join(folder, 'deployment.json'),
        TALLYSTICK_STATE: join(folder, `state-${wallet}`),
      },
    });
    expect(stdout + stderr).not.toContain(Buffer.from(privateKey).toString('hex'));
    return JSON.parse(await readFile(json, 'utf8'));
  }

  test('default: open, receipt, settle, withdraw, claim', async () => {
    const [provider, consumer] = [1, 2];
    const earning = await tallystick(provider, 'allowance', 'open', '--earning');
    const { address } = developmentWallet(consumer);
    await world.mint(address, 10_000n);
    const opened = await tallystick(
      consumer,
      ...['allowance', 'open', '--provider', `${earning.serial}`, '--amount', '10000'],
      ...['--compute-price', '7', '--expiry', '+30d'],
    );
    const receipt = join(folder, 'receipt.json');
    const units = ['--compute', '1000', '--storage', '0', '--egress', '0'];
    await tallystick(consumer, 'receipt', 'sign', '--serial', `${opened.serial}`, ...units, '--out', receipt);
    await tallystick(consumer, 'receipt', 'verify', '--receipt', receipt);
    await tallystick(provider, 'settle', '--serial', `${earning.serial}`, '--receipt', receipt, '--wait');
    // 1,000 units at 7, less the operator's hundredth.
    const earned = 7_000n - (7_000n * BigInt(world.deployment.feeBps)) / 10_000n;
    await tallystick(provider, 'withdraw', '--serial', `${earning.serial}`, '--all', '--wait');
    await tallystick(provider, 'claim');
    expect(await world.tokens(developmentWallet(provider).address)).toBe(earned);
    expect(await world.tokens(address)).toBe(0n);
  });
});
