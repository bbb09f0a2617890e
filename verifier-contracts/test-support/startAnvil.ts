import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { createInterface } from 'node:readline';
import { createPublicClient, createWalletClient, http } from 'viem';
import { mnemonicToAccount } from 'viem/accounts';
import { foundry } from 'viem/chains';
import type { DeploymentClients } from '../src/deployment/DeploymentClients.js';

/** A chain of the test's own, on a port that it picks, with clients of its funded accounts. */
export async function startAnvil({ chainId = 31337 } = {}) {
  const arch = process.arch === 'x64' ? 'amd64' : process.arch;
  const binary = createRequire(import.meta.url).resolve(`@foundry-rs/anvil-${process.platform}-${arch}/bin/anvil`);
  const child = spawn(binary, ['--port', '0', '--chain-id', String(chainId)], { stdio: ['ignore', 'pipe', 'ignore'] });
  const stop = async () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill();
    await once(child, 'exit');
  };
  for await (const line of createInterface({ input: child.stdout })) {
    const [, address] = /Listening on (\S+)/.exec(line) ?? [];
    if (address === undefined) continue;
    // What it goes on to print must not fill the pipe.
    child.stdout.resume();
    const chain = { ...foundry, id: chainId };
    const transport = http(`http://${address}`);
    const clients = (addressIndex: number): DeploymentClients => ({
      walletClient: createWalletClient({
        chain,
        transport,
        account: mnemonicToAccount('test test test test test test test test test test test junk', { addressIndex }),
      }),
      publicClient: createPublicClient({ chain, transport, pollingInterval: 50 }),
    });
    return { clients, url: `http://${address}`, stop };
  }
  throw new Error('anvil ended before it listened');
}
