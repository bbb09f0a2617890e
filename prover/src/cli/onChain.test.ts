import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type Deployment,
  deployRollup,
  deployTestToken,
  rollupAbi,
  toBatchArgument,
  writeDeployment,
} from '@tallystick/verifier-contracts';
import {
  createPublicClient,
  createTestClient,
  createWalletClient,
  erc20Abi,
  type Hex,
  http,
  publicActions,
} from 'viem';
import { privateKeyToAccount } from 'viem/accounts';
import { foundry } from 'viem/chains';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Anvil, startAnvil } from '../../../verifier-contracts/test-support/startAnvil.js';
import { ALWAYS_TRUE } from '../../test-support/ALWAYS_TRUE.js';
import { executeBatch } from '../batch/executeBatch.js';
import { createAllowanceBook } from '../clientFiles/book/createAllowanceBook.js';
import { openLocalAllowances } from '../clientFiles/openLocalAllowances.js';
import { createMemoryAccountStore } from '../core/account/stores.js';
import type { Terms } from '../core/account/terms.js';
import { hashTerms } from '../core/account/terms.js';
import { computeDomain } from '../core/domain.js';
import { randomField } from '../core/field.js';
import { loadCrypto } from '../core/hash/crypto.js';
import { deriveAccountKey, deriveAllowanceKey } from '../core/keys.js';
import { parseReceipt } from '../core/receipt/json.js';
import type { Shape } from '../core/shape.js';
import { publicKeyOf } from '../core/signature.js';
import { createMemoryNodeStore } from '../core/tree/nodeStores.js';
import { ZERO_UNITS } from '../core/units.js';
import { signWithdrawal } from '../core/withdrawal.js';
import { runCli } from './runCli.js';

// Anvil's published accounts: nobody's money.
const operatorKey = '0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80';
const walletKey = '0x59c6995e998f97a5a0044966f0945389dc9e86dae88c7a8412f4603b6b78690d';
const wallet = privateKeyToAccount(walletKey);
const recipient = '0x3C44CdDdB6a900fa2b585dd299e03d12FA4293BC';

const shape: Shape = {
  id: 9,
  name: 'double',
  opens: 3,
  settles: 2,
  credits: 2,
  withdrawals: 1,
  activeDepth: 10,
  capDepth: 2,
};
const operatorTerms: Terms = { providerSerial: 0, prices: { ...ZERO_UNITS }, expiry: 0, viewKey: 77n };
/** Nobody listens there. */
const deadSequencer = 'http://127.0.0.1:1';

let anvil: Anvil;
let folder: string;
let deployment: Deployment;
let chain: ReturnType<typeof connect>;

function connect(rpcUrl: string) {
  const transport = http(rpcUrl);
  const account = privateKeyToAccount(operatorKey);
  return {
    publicClient: createPublicClient({ chain: foundry, transport, pollingInterval: 50 }),
    walletClient: createWalletClient({ chain: foundry, transport, account }),
    testClient: createTestClient({ chain: foundry, mode: 'anvil', transport }).extend(publicActions),
  };
}

const inFolder = (name: string): string => join(folder, name);
const balanceOf = (owner: Hex): Promise<bigint> =>
  chain.publicClient.readContract({
    address: deployment.token,
    abi: erc20Abi,
    functionName: 'balanceOf',
    args: [owner],
  });
const chainNow = async (): Promise<number> => Number((await chain.publicClient.getBlock()).timestamp);
const readJson = async (name: string) => JSON.parse(await readFile(inFolder(name), 'utf8'));

async function run(command: string, ...more: string[]) {
  let out = '';
  let err = '';
  const now = await chainNow();
  const argv = [...command.split(' '), ...more];
  const code = await runCli(argv, {
    stdout: { write: (text) => (out += text) },
    stderr: { write: (text) => (err += text) },
    env: { TALLYSTICK_PRIVATE_KEY: walletKey },
    now: () => now,
    pause: async () => {},
  });
  // The command has unloaded it.
  await loadCrypto();
  return { code, out, err };
}

const where = () => ['--rpc', anvil.rpcUrl, '--deployment', inFolder('deployment.json')];
const state = (name = 'state') => ['--state', inFolder(name)];
const allowanceTerms = ['--provider', '2', '--compute-price', '10', '--egress-price', '3', '--expiry', '+2h'];
const open = (...more: string[]) =>
  run('allowance open', ...where(), ...state(), '--sequencer', deadSequencer, ...more);

beforeAll(async () => {
  [anvil, folder] = await Promise.all([startAnvil(), mkdtemp(join(tmpdir(), 'tallystick-cli-chain-'))]);
  chain = connect(anvil.rpcUrl);
  await loadCrypto();
  const token = await deployTestToken({ ...chain, mint: [{ to: wallet.address, amount: 10_000_000n }] });
  deployment = await deployRollup({
    ...chain,
    token,
    shapes: [{ ...shape, verifierBytecode: ALWAYS_TRUE }],
    operator: {
      address: chain.walletClient.account.address,
      owner: publicKeyOf(5n),
      terms: hashTerms(operatorTerms),
    },
    refundDelaySeconds: 3600,
  });
  await writeDeployment(inFolder('deployment.json'), deployment);
});
afterAll(async () => {
  await anvil?.stop();
  if (folder !== undefined) await rm(folder, { recursive: true, force: true });
});

test('behavior: what the chain refuses leaves neither tokens nor a record behind', async () => {
  const { code, err } = await open(...allowanceTerms, '--amount', '10000001');
  expect(code).toBe(1);
  expect(err).toContain('error chain/insufficient-tokens:');
  expect(err).toContain('given: 10000001\n  expected: at most 10000000 token base units');
  expect(await createAllowanceBook(inFolder('state')).list()).toEqual([]);
  const { publicClient } = chain;
  const args = [wallet.address, deployment.rollup] as const;
  const approved = { address: deployment.token, abi: erc20Abi, functionName: 'allowance', args } as const;
  expect(await publicClient.readContract(approved)).toBe(0n);
});

test('behavior: an open whose registration fails keeps its record and says how to go on', async () => {
  const earning = await open('--earning');
  expect(earning.code).toBe(1);
  expect(earning.err).toContain('error sequencer-client/unreachable:');
  expect(earning.err).toContain('open on the chain as serial 2');
  expect(earning.err).toContain('tallystick allowance register --serial 2');
  await open(...allowanceTerms, '--amount', '5000000');
  const records = await createAllowanceBook(inFolder('state')).list();
  expect(records).toMatchObject([
    { serial: 2, index: 0, status: 'open', registered: false, amount: 0n },
    { serial: 3, index: 1, status: 'open', registered: false, amount: 5_000_000n },
  ]);
  expect(await balanceOf(wallet.address)).toBe(5_000_000n);
  expect(await balanceOf(deployment.rollup)).toBe(5_000_000n);
});

test('behavior: show reads a queued account from the chain', async () => {
  const { code, out } = await run('allowance show --serial 3', ...where(), ...state());
  expect(code).toBe(0);
  expect(out).toContain('queued, in no batch yet, balance 5000000 token base units, nonce 0');
});

test('default: a settled receipt and a withdrawal are seen by show and paid by claim', async () => {
  const { domain, rollup } = deployment;
  const receiptFile = inFolder('receipt.json');
  await run('receipt sign --serial 3 --compute 1000 --storage 0 --egress 50', ...state(), '--out', receiptFile);
  const root = (await deriveAccountKey(wallet)).privateKey;
  const provider = deriveAllowanceKey({ root, index: 0, domain });
  const records = await createAllowanceBook(inFolder('state')).list();
  const executed = await executeBatch({
    nodes: createMemoryNodeStore(),
    accounts: createMemoryAccountStore(),
    request: {
      shape,
      domain,
      now: await chainNow(),
      salt: randomField(),
      feeBps: deployment.feeBps,
      operatorSerial: 1,
      firstSerial: 1,
      opens: [{ owner: publicKeyOf(5n), terms: operatorTerms, amount: 0n }, ...records],
      settlements: [parseReceipt(await readJson('receipt.json'))],
      withdrawals: [
        signWithdrawal({ domain, serial: 2, nonce: 0, amount: 10_000n, recipient, privateKey: provider.privateKey }),
      ],
      random: randomField,
      coverSerials: [1, 2, 3],
    },
  });
  const { request } = await chain.publicClient.simulateContract({
    address: rollup,
    abi: rollupAbi,
    functionName: 'submitBatch',
    args: [BigInt(shape.id), toBatchArgument(executed), '0x'],
    account: chain.walletClient.account,
  });
  await chain.publicClient.waitForTransactionReceipt({ hash: await chain.walletClient.writeContract(request) });

  // 1000 · 10 + 50 · 3 = 10150; the fee of 1% is 101, and the provider withdrew 10000 of the rest.
  const allowance = await run(
    'allowance show --serial 3',
    ...where(),
    ...state(),
    '--json',
    inFolder('allowance.json'),
  );
  expect(allowance.out).toContain('open, batch 1, balance 4989850 token base units');
  const shown = await readJson('allowance.json');
  expect(shown.chain.counters).toEqual({ computeUnitSeconds: '1000', storageGibHours: '0', egressMib: '50' });
  expect(JSON.stringify(shown)).not.toContain('viewKey');
  const earning = await run('allowance show --serial 2', ...where(), ...state());
  expect(earning.out).toContain('balance 49 token base units, nonce 1');

  const claimed = await run('claim --recipient', recipient, ...where(), '--json', inFolder('claim.json'));
  expect(claimed).toMatchObject({ code: 0 });
  expect(await readJson('claim.json')).toMatchObject({ recipient, amount: '10000' });
  expect(await balanceOf(recipient)).toBe(10_000n);
});

test('error: nothing to claim', async () => {
  const { code, err } = await run('claim --recipient', recipient, ...where());
  expect(code).toBe(1);
  expect(err).toContain('error chain/nothing-to-claim:');
  expect(await balanceOf(recipient)).toBe(10_000n);
});

test('behavior: a machine without records still never uses a key twice', async () => {
  const elsewhere = state('another-machine');
  await run(
    'allowance open',
    ...where(),
    ...elsewhere,
    '--sequencer',
    deadSequencer,
    ...allowanceTerms,
    '--amount',
    '700',
  );
  const [record] = await createAllowanceBook(inFolder('another-machine')).list();
  expect(record).toMatchObject({ serial: 4, index: 2 });
});

test('behavior: refund is refused with the times before it is due, and pays the opener afterwards', async () => {
  const elsewhere = state('another-machine');
  const before = await balanceOf(wallet.address);
  const early = await run('allowance refund --serial 4', ...where(), ...elsewhere);
  expect(early.code).toBe(1);
  expect(early.err).toContain('refused by the contract: RefundTooEarly');
  expect(early.err).toMatch(/refundableAt: "?\d+/);
  expect(early.err).toContain('remedy: Try again at `refundableAt`');
  expect(await balanceOf(wallet.address)).toBe(before);

  await chain.testClient.increaseTime({ seconds: 3601 });
  await chain.testClient.mine({ blocks: 1 });
  expect(await run('allowance refund --serial 4', ...where(), ...elsewhere)).toMatchObject({ code: 0 });
  expect(await balanceOf(wallet.address)).toBe(before + 700n);
  const { out } = await run('allowance show --serial 4', ...where(), ...elsewhere);
  expect(out).toContain('refunded, 700 token base units paid in');
  expect(out).toContain('refunded, in no batch yet, balance 0 token base units');
  const again = await run('allowance refund --serial 4', ...where(), ...elsewhere);
  expect(again.err).toContain('NothingToRefund');
});

test('error: another chain than the deployment names', async () => {
  const foreign = { ...deployment, chainId: 1 };
  await writeDeployment(inFolder('elsewhere.json'), { ...foreign, domain: computeDomain(foreign) });
  const { code, err } = await run('claim', '--rpc', anvil.rpcUrl, '--deployment', inFolder('elsewhere.json'));
  expect(code).toBe(1);
  expect(err).toContain('error chain/wrong-chain:');
  expect(err).toContain('given: 31337\n  expected: 1\n');
});

test('behavior: a top-up is a further allowance on the same terms, and a client pays from both', async () => {
  const { code, err } = await open('--top-up', '3', '--amount', '900');
  expect(code).toBe(1); // no sequencer, as above
  expect(err).toContain('error sequencer-client/unreachable:');
  const records = await createAllowanceBook(inFolder('state')).list();
  const [first, second] = records.filter(({ terms }) => terms.providerSerial === 2);
  expect(first).toMatchObject({ serial: 3 });
  expect(second).toMatchObject({ status: 'open', amount: 900n });
  expect(second?.terms).toEqual({ ...first?.terms, viewKey: second?.terms.viewKey });
  expect(second?.terms.viewKey).not.toBe(first?.terms.viewKey);
  const { domain, chainId } = deployment;
  const local = await openLocalAllowances({
    account: wallet,
    origin: 'http://provider.example',
    providerSerial: 2,
    domain,
    chainId,
    folder: inFolder('state'),
    clock: () => (first?.terms.expiry ?? 0) - 1,
  });
  await local.close();
  expect(local.allowances.map(({ serial }) => serial)).toEqual([3, second?.serial]);

  const unknown = await open('--top-up', '77', '--amount', '900');
  expect(unknown).toMatchObject({ code: 1 });
  expect(unknown.err).toContain('error cli/unknown-allowance:');
  expect(unknown.err).toContain('field: --top-up\n  given: 77');
});
