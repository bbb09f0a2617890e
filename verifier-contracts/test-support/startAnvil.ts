import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { createInterface } from 'node:readline';
import { createPublicClient, createWalletClient, http } from 'viem';
import { mnemonicToAccount } from 'viem/accounts';
import { foundry } from 'viem/chains';
import type { DeploymentClients } from '../src/deployment/DeploymentClients.js';
import { stopChild } from './stopChild.js';

export type Anvil = {
  rpcUrl: string;
  /** Clients of one of the 20 funded accounts. */
  clients(addressIndex: number): DeploymentClients;
  stop(): Promise<void>;
};

/** How long it may take to listen; it is then ended. */
const START_MS = 30_000;

/** Anvil's published accounts: nobody's money. */
const MNEMONIC = 'test test test test test test test test test test test junk';

/**
 * Starts a development chain with 20 funded accounts, on a port of the loopback interface that it picks, for tests, the demo and
 * the benchmarks.
 *
 * @throws Error when the binary isn't there for this platform, ends before it listens, or doesn't listen within 30 s.
 */
export async function startAnvil({ chainId = 31337 } = {}): Promise<Anvil> {
  // The binary ships in a package for each platform, so no install script has to run.
  const arch = process.arch === 'x64' ? 'amd64' : process.arch;
  const binary = createRequire(import.meta.url).resolve(`@foundry-rs/anvil-${process.platform}-${arch}/bin/anvil`);
  const args = ['--port', '0', '--accounts', '20', '--chain-id', String(chainId)];
  const child = spawn(binary, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  let complaint = '';
  child.stderr.on('data', (chunk: Buffer) => {
    complaint = (complaint + chunk.toString()).slice(-2000);
  });
  const address = await new Promise<string>((resolve, reject) => {
    const deadline = setTimeout(() => child.kill('SIGKILL'), START_MS);
    // Goes on reading: what it prints later must not fill the pipe.
    createInterface({ input: child.stdout }).on('line', (line) => {
      const [, listening] = /Listening on (\S+)/.exec(line) ?? [];
      if (listening === undefined) return;
      clearTimeout(deadline);
      resolve(listening);
    });
    child.once('error', reject);
    child.once('exit', (code, signal) => {
      clearTimeout(deadline);
      reject(new Error(`anvil ended (${code ?? signal}) before it listened: ${complaint}`));
    });
  });
  const rpcUrl = `http://${address}`;
  const chain = { ...foundry, id: chainId };
  const transport = http(rpcUrl);
  const clients = (addressIndex: number): DeploymentClients => ({
    walletClient: createWalletClient({ chain, transport, account: mnemonicToAccount(MNEMONIC, { addressIndex }) }),
    publicClient: createPublicClient({ chain, transport, pollingInterval: 50 }),
  });
  return { rpcUrl, clients, stop: () => stopChild(child) };
}
