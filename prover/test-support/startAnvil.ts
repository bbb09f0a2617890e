import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { createInterface } from 'node:readline';

/** A chain of the test's own (31337), on a port that it picks. */
export async function startAnvil(): Promise<{ rpcUrl: string; stop: () => Promise<void> }> {
  const arch = process.arch === 'x64' ? 'amd64' : process.arch;
  const binary = createRequire(import.meta.url).resolve(`@foundry-rs/anvil-${process.platform}-${arch}/bin/anvil`);
  const child = spawn(binary, ['--port', '0'], { stdio: ['ignore', 'pipe', 'ignore'] });
  const stop = async () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill();
    await once(child, 'exit');
  };
  for await (const line of createInterface({ input: child.stdout })) {
    const [, address] = /Listening on (\S+)/.exec(line) ?? [];
    if (address !== undefined) {
      // What it goes on to print must not fill the pipe.
      child.stdout.resume();
      return { rpcUrl: `http://${address}`, stop };
    }
  }
  throw new Error('anvil ended before it listened');
}
