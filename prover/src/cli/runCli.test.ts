import { readFile, stat, writeFile } from 'node:fs/promises';
import { writeDeployment } from '@tallystick/verifier-contracts';
import { privateKeyToAccount } from 'viem/accounts';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { createOfflineCli, type OfflineCli } from '../../test-support/createOfflineCli.js';
import { createAllowanceBook } from '../clientFiles/book/createAllowanceBook.js';
import { loadCrypto } from '../core/hash/crypto.js';
import { deriveAccountKey, deriveAllowanceKey, deriveViewKey } from '../core/keys.js';
import { signReceipt } from '../core/receipt/receipt.js';
import { createLmdbReceiptStore } from '../provider/receiptStore/createLmdbReceiptStore.js';

const walletKey = '0x59c6995e998f97a5a0044966f0945389dc9e86dae88c7a8412f4603b6b78690d';
const otherWalletKey = '0x5de4111afa1a4b94908f83103eb1f1706367c2e68ca870fc3fb9a804cdab365a';
let offline: OfflineCli;
let deploymentFile: string;
const inFolder = (name: string): string => offline.inFolder(name);

/** Runs a command line with captured streams; the wallet's key comes from the environment unless told otherwise. */
const run = (argv: string[], env: Record<string, string> = { TALLYSTICK_PRIVATE_KEY: walletKey }) =>
  offline.run(argv, env);

/** The keys that the wallet derives for its first account at the deployment. */
async function derived() {
  await loadCrypto();
  const root = (await deriveAccountKey(privateKeyToAccount(walletKey))).privateKey;
  const parameters = { root, index: 0, domain: offline.deployment.domain };
  return { root, ...deriveAllowanceKey(parameters), viewKey: deriveViewKey(parameters) };
}

const hex = (value: bigint): string => value.toString(16).padStart(64, '0');

beforeAll(async () => {
  offline = await createOfflineCli();
  deploymentFile = offline.deploymentFile;
  const { publicKey, viewKey } = await derived();
  await createAllowanceBook(offline.folder).update(() => [
    {
      chainId: 31337,
      rollup: offline.deployment.rollup,
      index: 0,
      owner: publicKey,
      terms: {
        providerSerial: 2,
        prices: { computeUnitSeconds: 10n, storageGibHours: 100n, egressMib: 1n },
        expiry: 1_900_000_000,
        viewKey,
      },
      amount: 5_000_000n,
      status: 'open',
      serial: 3,
      registered: true,
    },
  ]);
});
afterAll(() => offline?.remove());
afterEach(() => vi.unstubAllEnvs());

test("default: --version shows the package's version", async () => {
  const { version } = JSON.parse(await readFile(new URL('../../package.json', import.meta.url), 'utf8'));
  expect(version).toMatch(/^\d+\.\d+\.\d+/);
  expect(await run(['--version'])).toEqual({ code: 0, out: `${version}\n`, err: '' });
});

describe('keys', () => {
  test('default: public keys only, on the standard output', async () => {
    const { root, privateKey, publicKey, viewKey } = await derived();
    const { code, out, err } = await run(['keys', '--deployment', deploymentFile, '--index', '0']);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toContain(privateKeyToAccount(walletKey).address);
    expect(out).toContain(hex(publicKey.x));
    for (const secret of [hex(root), hex(privateKey), hex(viewKey), walletKey.slice(2)]) {
      expect(out.toLowerCase()).not.toContain(secret);
    }
  });

  test('behavior: --reveal prints the secrets with a warning, but never the wallet key', async () => {
    const { privateKey, viewKey } = await derived();
    const { code, out, err } = await run(['keys', '--deployment', deploymentFile, '--reveal']);
    expect(code).toBe(0);
    expect(err).toContain('warning: the output holds secrets');
    expect(out).toContain(hex(privateKey));
    expect(out).toContain(hex(viewKey));
    expect(out + err).not.toContain(walletKey.slice(2));
  });

  test.skipIf(process.platform === 'win32')('behavior: a key file that others can read is warned about', async () => {
    const keyFile = inFolder('wallet.key');
    await writeFile(keyFile, `${walletKey}\n`, { mode: 0o600 });
    expect((await run(['keys', '--key-file', keyFile], {})).err).toBe('');
    await writeFile(inFolder('open.key'), walletKey, { mode: 0o644 });
    const { code, err } = await run(['keys', '--key-file', inFolder('open.key')], {});
    expect(code).toBe(0);
    expect(err).toContain('mode 644, expected 600');
  });

  test('error: no key', async () => {
    const { code, out, err } = await run(['keys'], {});
    expect({ code, out }).toEqual({ code: 1, out: '' });
    expect(err).toContain('error cli/no-wallet-key:');
    expect(err).toContain('remedy: Set TALLYSTICK_PRIVATE_KEY');
  });

  test.each([
    ['too short', walletKey.slice(0, -2)],
    ['not hex', walletKey.replace('59', 'zz')],
    ['beyond the order of the curve', `0x${'f'.repeat(64)}`],
  ])('error: a key that is %s, which is not repeated', async (_, key) => {
    const { code, out, err } = await run(['keys'], { TALLYSTICK_PRIVATE_KEY: key });
    expect(code).toBe(1);
    expect(err).toContain('error cli/bad-wallet-key:');
    expect(out + err).not.toContain(key.slice(4, -4));
  });
});

describe('receipt', () => {
  const units = ['--compute', '1200', '--storage', '3', '--egress', '64'];
  const sign = (...more: string[]) =>
    run(['receipt', 'sign', '--serial', '3', '--state', offline.folder, ...units, ...more]);
  const verify = (...more: string[]) => run(['receipt', 'verify', '--state', offline.folder, ...more], {});

  test('default: what is signed verifies, with the amount it stands for', async () => {
    const file = inFolder('receipt.json');
    expect(await sign('--out', file)).toMatchObject({ code: 0, err: '' });
    const { code, out } = await verify('--receipt', file, '--json', inFolder('verified.json'));
    expect(code).toBe(0);
    expect(out).toContain('12364 token base units in all');
    expect(JSON.parse(await readFile(inFolder('verified.json'), 'utf8'))).toMatchObject({
      valid: true,
      amount: '12364',
    });
    if (process.platform !== 'win32') expect((await stat(file)).mode & 0o777).toBe(0o600);
  });

  test('behavior: without a local record, --index and --deployment sign, and the public key verifies', async () => {
    const file = inFolder('recovered.json');
    const elsewhere = ['--state', inFolder('empty'), '--deployment', deploymentFile];
    const signed = await run([
      'receipt',
      'sign',
      '--serial',
      '3',
      ...units,
      '--index',
      '0',
      '--out',
      file,
      ...elsewhere,
    ]);
    expect(signed).toMatchObject({ code: 0, err: '' });
    const { publicKey } = await derived();
    const owner = ['--owner-x', `0x${hex(publicKey.x)}`, '--owner-y', `0x${hex(publicKey.y)}`];
    expect(await run(['receipt', 'verify', '--receipt', file, ...owner, ...elsewhere], {})).toMatchObject({ code: 0 });
    const unknown = await run(['receipt', 'verify', '--receipt', file, ...elsewhere], {});
    expect(unknown.err).toContain('error cli/unknown-allowance:');
  });

  test('error: a changed counter, with the error in --json too', async () => {
    await sign('--out', inFolder('receipt.json'));
    const receipt = JSON.parse(await readFile(inFolder('receipt.json'), 'utf8'));
    receipt.units.egressMib = '65';
    await writeFile(inFolder('changed.json'), JSON.stringify(receipt));
    const { code, err } = await verify('--receipt', inFolder('changed.json'), '--json', inFolder('refused.json'));
    expect(code).toBe(1);
    expect(err).toContain('error receipt/bad-signature:');
    expect(JSON.parse(await readFile(inFolder('refused.json'), 'utf8')).error.code).toBe('receipt/bad-signature');
  });

  test('error: a receipt below the previous one', async () => {
    await sign('--out', inFolder('previous.json'));
    await run([
      ...['receipt', 'sign', '--serial', '3', '--state', offline.folder, '--out', inFolder('lower.json')],
      ...['--compute', '1199', '--storage', '3', '--egress', '64'],
    ]);
    const { code, err } = await verify('--receipt', inFolder('lower.json'), '--previous', inFolder('previous.json'));
    expect(code).toBe(1);
    expect(err).toContain('error receipt/lower-than-settled:');
    expect(err).toContain('field: units.computeUnitSeconds\n  given: 1199\n  expected: at least 1200');
  });

  test('error: a malformed receipt names the field', async () => {
    await writeFile(inFolder('malformed.json'), '{"domain":"0x12"}');
    const { code, err } = await verify('--receipt', inFolder('malformed.json'));
    expect(code).toBe(1);
    expect(err).toContain('error receipt/malformed:');
    expect(err).toContain('field: domain');
  });

  test('error: the wallet of somebody else', async () => {
    const { code, err } = await run(['receipt', 'sign', '--serial', '3', '--state', offline.folder, ...units], {
      TALLYSTICK_PRIVATE_KEY: otherWalletKey,
    });
    expect(code).toBe(1);
    expect(err).toContain('error cli/wrong-wallet:');
  });

  test('error: a serial without a record', async () => {
    const { code, err } = await run(['receipt', 'sign', '--serial', '4', '--state', offline.folder, ...units]);
    expect(code).toBe(1);
    expect(err).toContain('error cli/unknown-allowance:');
  });
});

describe('allowance show', () => {
  test('default: lists the records, without their view keys', async () => {
    const { viewKey } = await derived();
    const json = inFolder('records.json');
    const { code, out } = await run(['allowance', 'show', '--state', offline.folder, '--json', json], {});
    expect(code).toBe(0);
    expect(out).toContain('allowance for provider 2, 5000000 token base units paid in, open');
    expect(out + (await readFile(json, 'utf8'))).not.toContain(hex(viewKey));
  });
});

describe('usage', () => {
  const open = ['allowance', 'open', '--rpc', 'http://127.0.0.1:1', '--sequencer', 'http://127.0.0.1:1'];

  test.each([
    [['withdraw', '--serial', '0'], "option '--serial <number>' argument '0' is invalid. Expected an account serial"],
    [
      ['claim', '--recipient', '0x12'],
      "option '--recipient <address>' argument '0x12' is invalid. Expected an Ethereum",
    ],
    [
      [...open, '--amount', '1.5'],
      "option '--amount <amount>' argument '1.5' is invalid. Expected a whole number of token",
    ],
    [[...open, '--expiry', 'soon'], "option '--expiry <time>' argument 'soon' is invalid. Expected a time"],
    [
      ['settle', '--sequencer', 'nowhere'],
      "option '--sequencer <url>' argument 'nowhere' is invalid. Expected the URL",
    ],
    [['settle', '--sequencer', 'http://127.0.0.1:1'], "required option '--serial <number>' not specified"],
    [
      ['receipt', 'sign', '--serial', '3', '--compute', '1', '--storage', '0'],
      "required option '--egress <units>' not specified",
    ],
    [
      ['receipt', 'sign', '--serial', '3'],
      "required options '--compute <units>', '--storage <units>', '--egress <units>' not specified",
    ],
    [
      ['claim', '--rpc', 'http://127.0.0.1:1'],
      "required option '--deployment <file>' (or TALLYSTICK_DEPLOYMENT) not specified",
    ],
    [
      ['fetch', '--json', '--max-amount', '5', 'http://127.0.0.1:1'],
      "option '--json <file>' argument missing: '--max-amount' is another option; as a value it is given as '--json=--max-amount'",
    ],
    [
      ['fetch', '--json=', 'http://127.0.0.1:1'],
      "option '--json <file>' argument '' is invalid. Expected the path of a file.",
    ],
    [['pay'], "unknown command 'pay'"],
    [['keys', 'extra'], 'too many arguments'],
  ])('error: %j', async (argv, expected) => {
    const { code, out, err } = await run(argv);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toContain(expected);
  });

  test('error: an option from the environment is named with its variable', async () => {
    vi.stubEnv('TALLYSTICK_SEQUENCER', 'nowhere');
    const { code, err } = await run(['settle', '--serial', '2']);
    expect(code).toBe(2);
    expect(err).toContain("value 'nowhere' from env 'TALLYSTICK_SEQUENCER' is invalid");
  });

  test.each([
    ['--private-key', walletKey],
    [`--private-key=${walletKey}`],
    ['--key-file', walletKey],
    ['--index', walletKey],
    [walletKey.slice(2)],
  ])('behavior: a key that was typed as an argument is not repeated: %s', async (...words) => {
    const { code, out, err } = await run(['keys', ...words], {});
    expect(code).not.toBe(0);
    expect(out + err).not.toContain(walletKey.slice(2));
  });

  test.each([
    [['--amount', '5'], '--provider'],
    [['--provider', '2', '--compute-price', '1'], '--expiry'],
    [['--provider', '2', '--expiry', '+1d'], 'prices'],
    [['--provider', '2', '--expiry', '1700000000', '--compute-price', '1'], '--expiry'],
    [['--earning', '--expiry', '+1d'], '--expiry'],
    [['--earning', '--provider', '2'], '--provider'],
  ])('error: terms that contradict each other: %j', async (argv, field) => {
    const { code, err } = await run([...open, '--deployment', deploymentFile, '--state', offline.folder, ...argv]);
    expect(code).toBe(1);
    expect(err).toContain('error cli/bad-terms:');
    expect(err).toContain(`field: ${field}`);
  });

  test('error: a deployment file with another domain', async () => {
    await writeDeployment(inFolder('foreign.json'), { ...offline.deployment, domain: 1n });
    const { code, err } = await run(['keys', '--deployment', inFolder('foreign.json')]);
    expect(code).toBe(1);
    expect(err).toContain('error chain/bad-deployment:');
    expect(err).toContain('field: domain');
  });

  test('error: a chain that does not answer', async () => {
    const { code, err } = await run(['claim', '--rpc', 'http://127.0.0.1:1/secret', '--deployment', deploymentFile]);
    expect(code).toBe(1);
    expect(err).toContain('error chain/unreachable:');
    expect(err).not.toContain('secret');
  });

  test('error: no receipts to settle, and no store made by looking', async () => {
    const path = inFolder('no-such-store');
    const { code, err } = await run(['settle', '--serial', '2', '--sequencer', 'http://127.0.0.1:1', '--store', path]);
    expect(code).toBe(1);
    expect(err).toContain('error cli/no-receipts:');
    await expect(stat(path)).rejects.toThrow();
  });

  test('error: a receipt of the store that runs too far ahead is not handed in', async () => {
    const path = inFolder('receipts');
    const viewKeyFile = inFolder('view.key');
    await writeFile(viewKeyFile, `0x${hex(5n)}`, { mode: 0o600 });
    await loadCrypto();
    const store = createLmdbReceiptStore({ path });
    const units = { computeUnitSeconds: 2n ** 25n, storageGibHours: 0n, egressMib: 0n };
    await store.put(signReceipt({ domain: 1n, serial: 7, units, privateKey: 3n }));
    await store.close();
    const settle = ['settle', '--serial', '2', '--store', path, '--view-key-file', viewKeyFile];
    // Nobody listens there: had it been handed in, that would be the error.
    const sequencer = ['--sequencer', 'http://127.0.0.1:1'];
    const { code, err } = await run([...settle, ...sequencer]);
    expect(code).toBe(1);
    expect(err).toContain('error gateway/too-far-ahead:');
    expect(err).toContain('at most 16777216');
    const raised = await run([...settle, ...sequencer, '--max-prepaid-units', `${2n ** 25n}`]);
    expect(raised.err).toContain('error sequencer-client/unreachable:');
  });

  test('default: every command has its help with units and an example', async () => {
    for (const command of ['keys', 'allowance open', 'receipt sign', 'settle', 'withdraw', 'claim']) {
      const { code, out } = await run([...command.split(' '), '--help']);
      expect(code).toBe(0);
      expect(out).toContain(`$ tallystick ${command}`);
      expect(out).toContain('token base units');
    }
  });
});
