import { spawn } from 'node:child_process';
import { appendFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { stopChild } from '../../verifier-contracts/test-support/stopChild.js';

const cli = fileURLToPath(import.meta.resolve('@tallystick/sequencer/cli'));

export type SequencerCommand = {
  args: string[];
  /** Holds the operator's key: a key in the arguments could be read by every user of the machine. */
  env: Record<string, string>;
  /** Everything that the command prints is added here. */
  logFile: string;
  /** Told of every line that the command prints. */
  onLine?: (line: string) => void;
};

/**
 * Runs a `tallystick-sequencer` command to its end.
 *
 * @throws Error with what the command printed last, when it fails.
 */
export async function runSequencerCommand(command: SequencerCommand): Promise<void> {
  const { child, tail } = spawnSequencer(command);
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  if (code !== 0) throw new Error(`tallystick-sequencer ${command.args[0]} ended with exit code ${code}:\n${tail()}`);
}

/**
 * Starts `tallystick-sequencer start` and waits until its `/readyz` answers 200. `onStarted` gets the way to stop it before anything
 * is waited for.
 *
 * @throws Error with what it printed last, when it ends before, or isn't ready in time.
 */
export async function startSequencer({
  url,
  readyWithinMs,
  onStarted,
  ...command
}: SequencerCommand & {
  url: string;
  readyWithinMs: number;
  onStarted: (stop: () => Promise<void>) => void;
}): Promise<void> {
  const { child, tail } = spawnSequencer(command);
  onStarted(() => stopChild(child));
  const deadline = Date.now() + readyWithinMs;
  while (true) {
    if (child.exitCode !== null) throw new Error(`The sequencer ended with exit code ${child.exitCode}:\n${tail()}`);
    const ready = await fetch(`${url}/readyz`).then(
      (response) => response.ok,
      () => false,
    );
    if (ready) return;
    if (Date.now() > deadline) {
      throw new Error(`The sequencer wasn't ready within ${readyWithinMs / 1000} s:\n${tail()}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

function spawnSequencer({ args, env, logFile, onLine }: SequencerCommand) {
  const child = spawn(process.execPath, [cli, ...args], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const lines: string[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => {
      appendFileSync(logFile, chunk);
      for (const line of chunk.toString().split('\n').filter(Boolean)) {
        lines.push(line);
        if (lines.length > 20) lines.shift();
        onLine?.(line);
      }
    });
  }
  return { child, tail: () => lines.join('\n') };
}
