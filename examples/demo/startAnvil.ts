import { type ChildProcess, spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { createPublicClient, http } from 'viem';

const require = createRequire(import.meta.url);

export type Anvil = { rpcUrl: string; stop(): Promise<void> };

/**
 * Starts a development chain (31337) with 20 funded accounts on a free port of the loopback interface and waits until it answers.
 *
 * @throws Error when the binary isn't there for this platform, or exits before it answers.
 */
export async function startAnvil(): Promise<Anvil> {
  const port = await freePort();
  const args = ['--port', `${port}`, '--accounts', '20', '--silent'];
  const child = spawn(anvilBinary(), args, { stdio: ['ignore', 'ignore', 'pipe'] });
  let complaint = '';
  child.stderr?.on('data', (chunk: Buffer) => {
    complaint = (complaint + chunk.toString()).slice(-2000);
  });
  const rpcUrl = `http://127.0.0.1:${port}`;
  const client = createPublicClient({ transport: http(rpcUrl, { retryCount: 0 }) });
  const deadline = Date.now() + 30_000;
  while (true) {
    if (child.exitCode !== null) throw new Error(`anvil ended with exit code ${child.exitCode}: ${complaint}`);
    const answered = await client.getChainId().catch(() => undefined);
    if (answered !== undefined) break;
    if (Date.now() > deadline) throw new Error(`anvil didn't answer on port ${port} within 30 s`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return { rpcUrl, stop: () => stopChild(child) };
}

/** The binary ships in a package for each platform, so no install script has to run. */
function anvilBinary(): string {
  const arch = process.arch === 'x64' ? 'amd64' : process.arch;
  return require.resolve(`@foundry-rs/anvil-${process.platform}-${arch}/bin/anvil`);
}

/** A port that was free a moment ago. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.on('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      const port = typeof address === 'object' && address !== null ? address.port : 0;
      server.close(() => resolve(port));
    });
  });
}

/** Ends a child process and waits until it has: politely first, after ten seconds by force. */
export function stopChild(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  return new Promise((resolve) => {
    const force = setTimeout(() => child.kill('SIGKILL'), 10_000);
    child.once('exit', () => {
      clearTimeout(force);
      resolve();
    });
    child.kill('SIGTERM');
  });
}
