import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Deployment, writeDeployment } from '@tallystick/verifier-contracts';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { computeDomain } from '../account/computeDomain.js';
import { loadCrypto } from '../hash/loadCrypto.js';
import { serializeReceipt } from '../receipt/serializeReceipt.js';
import { signReceipt } from '../receipt/signReceipt.js';
import { runCli } from './runCli.js';

const walletKey = '0x59c6995e998f97a5a0044966f0945389dc9e86dae88c7a8412f4603b6b78690d';
const rollup = '0x5FbDB2315678afecb367f032d93F642f64180aa3';
const domain = computeDomain({ chainId: 31337, rollup });
const deployment: Deployment = {
  chainId: 31337,
  rollup,
  token: '0xe7f1725E7734CE288F8367e1Bb143E90bb3F0512',
  accessManager: '0x9fE46736679d2D9a65F0992F2272dE9f3c7fa6e0',
  verifiers: {},
  domain,
  operatorSerial: 1,
  deployedAtBlock: 1n,
  feeBps: 100,
  openFeeWei: 1n,
  refundDelaySeconds: 3600,
  admin: '0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266',
  operator: '0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266',
};

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tallystick-escape-cli-'));
  await writeDeployment(join(folder, 'deployment.json'), deployment);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Runs a command that never gets as far as the chain: nobody listens at its endpoint. */
async function run(...argv: string[]) {
  const json = join(folder, 'out.json');
  let err = '';
  const common = ['--deployment', join(folder, 'deployment.json'), '--rpc', 'http://127.0.0.1:1', '--json', json];
  const code = await runCli([...argv, ...common, '--state', join(folder, 'state')], {
    stdout: { write: () => undefined },
    stderr: { write: (text) => (err += text) },
    env: { TALLYSTICK_PRIVATE_KEY: walletKey },
    now: () => 1_800_000_000,
    pause: async () => {},
  });
  const { error } = JSON.parse(await readFile(json, 'utf8').catch(() => '{}'));
  return { code, err, error };
}

describe('recover', () => {
  test('error: neither a record, nor a view key, nor the number of the key', async () => {
    expect(await run('recover', '--serial', '3')).toMatchObject({ code: 1, error: { code: 'cli/unknown-allowance' } });
  });

  test('behavior: a view key in a file is enough, and is not shown', async () => {
    const file = join(folder, 'view.key');
    const secret = `0x${'12'.repeat(31)}07`;
    await writeFile(file, secret);
    const { code, err, error } = await run('recover', '--serial', '3', '--view-key-file', file);
    expect({ code, error: error.code }).toEqual({ code: 1, error: 'chain/unreachable' });
    expect(err).not.toContain(secret.slice(2));
  });
});

describe('self-sequence', () => {
  test('error: an amount, and everything', async () => {
    const given = ['--serial', '2', '--index', '0', '--all', '--amount', '5'];
    expect(await run('self-sequence', ...given)).toMatchObject({
      code: 1,
      error: { code: 'cli/bad-terms', facts: { field: '--amount' } },
    });
  });

  test('error: a receipt without the terms of its allowance', async () => {
    await loadCrypto();
    const units = { computeUnitSeconds: 1n, storageGibHours: 0n, egressMib: 0n };
    const receipt = join(folder, 'receipt.json');
    const signed = signReceipt({ domain, serial: 5, units, privateKey: 7n });
    await writeFile(receipt, JSON.stringify(serializeReceipt(signed)));
    const given = ['--serial', '2', '--index', '0', '--receipt', receipt, '--all'];
    expect(await run('self-sequence', ...given)).toMatchObject({
      code: 1,
      error: { code: 'escape/unknown-terms', facts: { field: '--terms', serial: 5 } },
    });
  });

  test('behavior: a refund needs no batch, and goes with nothing that does', async () => {
    const refund = ['self-sequence', '--serial', '2', '--refund'];
    expect(await run(...refund)).toMatchObject({ code: 1, error: { code: 'chain/unreachable' } });
    expect(await run(...refund, '--all')).toMatchObject({ code: 2 });
  });

  test('error: a shape that there is not', async () => {
    expect(await run('self-sequence', '--serial', '2', '--shape', 'huge')).toMatchObject({ code: 2 });
  });
});
