import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { isAlive, processIdentity } from '@tallystick/prover/files';
import { createTestClient, http, publicActions } from 'viem';
import { foundry } from 'viem/chains';
import { sequencerError } from '../errors.js';

export type StartDevChainParameters = {
  /** The binary. */
  anvil: string;
  /** Where it keeps its blocks, its log and the number of its process. */
  folder: string;
  port: number;
  /** Told how to stop it as soon as there is a process. */
  onProcess: (stop: () => Promise<void>) => void;
};

/** A development chain that listens. */
export type DevChain = {
  rpcUrl: string;
  /** Whether it had no block before. */
  isNew: boolean;
  /** Resolves when its process ends, whoever ended it. */
  ended: Promise<void>;
};

/** How long it may take to listen, with all of its blocks to be read. */
const START_MS = 30_000;
const POLL_MS = 50;
/** Blocks come with transactions at once, and without any so often: the sequencer's clock is the chain's. */
const BLOCK_SECONDS = 60;
/** How much of the chain a killed process loses at most. */
const KEEP_SECONDS = 10;

const logOf = (folder: string): string => join(folder, 'chain.log');
const noteOf = (folder: string): string => join(folder, 'chain.pid');

/**
 * Starts the development chain with the blocks that the folder keeps. Its time never goes back behind the last block's, and a first block
 * brings it to the present.
 *
 * It runs in a session of its own, so that a Ctrl-C at the terminal reaches whoever stops it last.
 *
 * @throws sequencer/dev-chain-failed
 */
export async function startDevChain({ anvil, folder, port, onProcess }: StartDevChainParameters): Promise<DevChain> {
  const args = [
    ...['--host', '127.0.0.1', '--port', `${port}`, '--accounts', '20', '--chain-id', `${foundry.id}`, '--quiet'],
    ...['--state', join(folder, 'chain.json'), '--state-interval', `${KEEP_SECONDS}`],
    ...['--mixed-mining', '--block-time', `${BLOCK_SECONDS}`],
  ];
  const log = openSync(logOf(folder), 'a', 0o600);
  const child = spawn(anvil, args, { stdio: ['ignore', log, log], detached: true });
  closeSync(log);
  const ended = new Promise<void>((resolve) => {
    child.once('exit', () => resolve()).once('error', () => resolve());
  });
  onProcess(() => stopProcess(child, ended, folder));
  if (child.pid !== undefined) {
    await writeFile(noteOf(folder), `${child.pid}\n${(await processIdentity(child.pid)) ?? ''}\n`);
  }
  const rpcUrl = `http://127.0.0.1:${port}`;
  const client = createTestClient({ mode: 'anvil', chain: foundry, transport: http(rpcUrl) }).extend(publicActions);
  await untilItAnswers({ folder, ended, ask: () => client.getChainId() });
  const { number, timestamp } = await client.getBlock();
  const ahead = Number(timestamp) - Math.floor(Date.now() / 1000);
  if (ahead > 0) await client.increaseTime({ seconds: ahead + 1 });
  await client.mine({ blocks: 1 });
  return { rpcUrl, isNew: number === 0n, ended };
}

/** Ends the chain that a killed process left behind in the folder, so that its blocks and its port are free. */
export async function endLeftChain(folder: string): Promise<void> {
  const [number = '', identity = ''] = (await readFile(noteOf(folder), 'utf8').catch(() => '')).split('\n');
  const pid = Number(number);
  // Where the system doesn't tell processes apart, a number alone may be anybody's.
  const isOurs = async () => pid > 0 && identity !== '' && (await processIdentity(pid)) === identity;
  if (!(await isOurs())) return;
  process.kill(pid, 'SIGTERM');
  const endMs = performance.now() + START_MS;
  while (isAlive(pid) && (await isOurs())) {
    if (performance.now() > endMs) process.kill(pid, 'SIGKILL');
    await delay(POLL_MS);
  }
  await rm(noteOf(folder), { force: true });
}

async function stopProcess(child: ChildProcess, ended: Promise<void>, folder: string): Promise<void> {
  const force = setTimeout(() => child.kill('SIGKILL'), START_MS);
  child.kill('SIGTERM');
  await ended;
  clearTimeout(force);
  await rm(noteOf(folder), { force: true });
}

async function untilItAnswers(parameters: { folder: string; ended: Promise<void>; ask: () => Promise<unknown> }) {
  const { folder, ended, ask } = parameters;
  let hasEnded = false;
  void ended.then(() => {
    hasEnded = true;
  });
  const endMs = performance.now() + START_MS;
  while (
    !(await ask()
      .then(() => true)
      .catch(() => false))
  ) {
    if (hasEnded || performance.now() > endMs) {
      const log = await readFile(logOf(folder), 'utf8').catch(() => '');
      const facts = { log: logOf(folder), said: log.trim().slice(-500) };
      throw sequencerError('sequencer/dev-chain-failed', { facts });
    }
    await delay(POLL_MS);
  }
}
