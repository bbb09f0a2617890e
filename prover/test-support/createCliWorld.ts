import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type Deployment,
  deployCourts,
  deployRollup,
  deployTestToken,
  writeDeployment,
} from '@tallystick/verifier-contracts';
import { type Address, createPublicClient, createTestClient, createWalletClient, type Hex, http } from 'viem';
import { mnemonicToAccount } from 'viem/accounts';
import { foundry } from 'viem/chains';
import { startAnvil } from '../../verifier-contracts/test-support/startAnvil.js';
import { runCli } from '../src/cli/runCli.js';
import { hashTerms, type Terms } from '../src/core/account/terms.js';
import { loadCrypto } from '../src/core/hash/crypto.js';
import type { Shape } from '../src/core/shape.js';
import { publicKeyOf } from '../src/core/signature.js';
import { ZERO_UNITS } from '../src/core/units.js';
import { loadStatementArtifacts } from '../src/proving/groth16/loadStatementArtifacts.js';
import { ALWAYS_TRUE } from './ALWAYS_TRUE.js';

export const OPERATOR_TERMS: Terms = { providerSerial: 0, prices: { ...ZERO_UNITS }, expiry: 0, viewKey: 77n };
export const OPERATOR_KEY = 5n;

/** One of anvil's published accounts: nobody's money. Number 0 is the operator. */
export function anvilAccount(addressIndex: number) {
  return mnemonicToAccount('test test test test test test test test test test test junk', { addressIndex });
}

/** The private key of an anvil account, for the environment of a command. */
export function anvilKey(addressIndex: number): Hex {
  const { privateKey } = anvilAccount(addressIndex).getHdKey();
  if (privateKey === null) throw new Error('no key');
  return `0x${Buffer.from(privateKey).toString('hex')}`;
}

export type CliWorld = Awaited<ReturnType<typeof createCliWorld>>;

/**
 * A chain with a rollup and the courts with their real proof verifiers, a deployment file, and command lines that are run against
 * them in this process.
 */
export async function createCliWorld({ shape, slotSeconds }: { shape: Shape; slotSeconds: number }) {
  const [anvil, folder] = await Promise.all([startAnvil(), mkdtemp(join(tmpdir(), 'tallystick-cli-courts-'))]);
  const transport = http(anvil.rpcUrl);
  const common = { chain: foundry, transport, pollingInterval: 50 };
  const publicClient = createPublicClient(common);
  const writer = (index: number) => createWalletClient({ ...common, account: anvilAccount(index) });
  const testClient = createTestClient({ chain: foundry, mode: 'anvil', transport });
  const clients = { publicClient, walletClient: writer(0) };
  await loadCrypto();
  const mint = Array.from({ length: 10 }, (_, i) => ({ to: anvilAccount(i).address, amount: 10n ** 15n }));
  const token: Address = await deployTestToken({ ...clients, mint });
  const rollup = await deployRollup({
    ...clients,
    token,
    shapes: [{ ...shape, verifierBytecode: ALWAYS_TRUE }],
    operator: { address: anvilAccount(0).address, owner: publicKeyOf(OPERATOR_KEY), terms: hashTerms(OPERATOR_TERMS) },
    refundDelaySeconds: 3600,
  });
  const [uptime, usage] = [
    await loadStatementArtifacts({ statement: 'uptime' }),
    await loadStatementArtifacts({ statement: 'usage' }),
  ];
  const verifierBytecodes = { uptime: uptime.verifier.bytecode, usage: usage.verifier.bytecode };
  const { courts } = await deployCourts({ ...clients, deployment: rollup, verifierBytecodes, slotSeconds });
  const deployment: Deployment = { ...rollup, courts };
  const inFolder = (name: string): string => join(folder, name);
  await writeDeployment(inFolder('deployment.json'), deployment);
  const chainNow = async (): Promise<number> => Number((await publicClient.getBlock()).timestamp);

  return {
    rpcUrl: anvil.rpcUrl,
    deployment,
    courts,
    publicClient,
    writer,
    inFolder,
    chainNow,
    /** A deployment of somebody else's on the same chain: all its contracts, token and roles are that anvil account's. */
    deployAnother: async (index: number): Promise<Deployment> => {
      const others = { publicClient, walletClient: writer(index) };
      const operator = {
        address: anvilAccount(index).address,
        owner: publicKeyOf(7n),
        terms: hashTerms(OPERATOR_TERMS),
      };
      const shapes = [{ ...shape, verifierBytecode: ALWAYS_TRUE } as const];
      const other = await deployRollup({ ...others, token: await deployTestToken(others), shapes, operator });
      const { courts } = await deployCourts({ ...others, deployment: other, verifierBytecodes, slotSeconds });
      return { ...other, courts };
    },
    /** Moves the chain's clock to a time in unix seconds. */
    moveTo: async (seconds: number): Promise<void> => {
      await testClient.setNextBlockTimestamp({ timestamp: BigInt(seconds) });
      await testClient.mine({ blocks: 1 });
    },
    /** Where the commands find the chain. */
    where: ['--rpc', anvil.rpcUrl, '--deployment', inFolder('deployment.json')],
    readJson: async (name: string) => JSON.parse(await readFile(inFolder(name), 'utf8')),
    writeJson: async (name: string, value: unknown): Promise<string> => {
      await writeFile(inFolder(name), JSON.stringify(value));
      return inFolder(name);
    },
    /** Runs a command line, its words first, for the wallet of an anvil account. */
    run: async (words: string, ...argv: string[]) => runWords(words, argv, anvilKey(1), await chainNow()),
    stop: async (): Promise<void> => {
      await anvil.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function runWords(words: string, argv: string[], key: Hex, now: number) {
  let out = '';
  let err = '';
  const code = await runCli([...words.split(' '), ...argv], {
    stdout: { write: (text: string) => (out += text) },
    stderr: { write: (text: string) => (err += text) },
    env: { TALLYSTICK_PRIVATE_KEY: key },
    now: () => now,
    pause: async () => {},
  });
  return { code, out, err };
}
