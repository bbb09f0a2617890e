import { readFile, writeFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createOfflineCli, type OfflineCli } from '../../../../test-support/createOfflineCli.js';
import { loadCrypto } from '../../../core/hash/crypto.js';
import { serializeReceipt } from '../../../core/receipt/json.js';
import { signReceipt } from '../../../core/receipt/receipt.js';

const walletKey = '0x59c6995e998f97a5a0044966f0945389dc9e86dae88c7a8412f4603b6b78690d';

let offline: OfflineCli;
beforeAll(async () => {
  offline = await createOfflineCli();
});
afterAll(() => offline?.remove());

/** Runs a command that never gets as far as the chain: nobody listens at its endpoint. */
async function run(...argv: string[]) {
  const json = offline.inFolder('out.json');
  const common = ['--deployment', offline.deploymentFile, '--rpc', 'http://127.0.0.1:1', '--json', json];
  const state = ['--state', offline.inFolder('state')];
  const { code, err } = await offline.run([...argv, ...common, ...state], { TALLYSTICK_PRIVATE_KEY: walletKey });
  const { error } = JSON.parse(await readFile(json, 'utf8').catch(() => '{}'));
  return { code, err, error };
}

describe('recover', () => {
  test('error: neither a record, nor a view key, nor the number of the key', async () => {
    expect(await run('recover', '--serial', '3')).toMatchObject({ code: 1, error: { code: 'cli/unknown-allowance' } });
  });

  test('behavior: a view key in a file is enough, and is not shown', async () => {
    const file = offline.inFolder('view.key');
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

  test('behavior: a receipt without the terms of its allowance does not end the command', async () => {
    await loadCrypto();
    const units = { computeUnitSeconds: 1n, storageGibHours: 0n, egressMib: 0n };
    const receipt = offline.inFolder('receipt.json');
    const signed = signReceipt({ domain: offline.deployment.domain, serial: 5, units, privateKey: 7n });
    await writeFile(receipt, JSON.stringify(serializeReceipt(signed)));
    const given = ['--serial', '2', '--index', '0', '--receipt', receipt, '--all'];
    expect(await run('self-sequence', ...given)).toMatchObject({
      code: 1,
      error: { code: 'chain/unreachable' },
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
