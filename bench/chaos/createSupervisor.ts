import { type ChildProcess, spawn } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { stopChild } from '../../verifier-contracts/test-support/stopChild.js';
import type { Moments } from './createMoments.js';
import { stepOf } from './stepOf.js';

/** What a service manager is told of a process: it starts it again whenever it ends. */
export type SupervisedProcess = {
  name: string;
  /** Told anew at every start; undefined while it can't be started yet. */
  args: () => Promise<string[] | undefined>;
  env: Record<string, string>;
};

/** Keeps processes running, as systemd would. */
export type Supervisor = {
  start(process: SupervisedProcess): void;
  /** Process ids of those that run, by name. */
  running(): Map<string, number>;
  /** Names of the sequencers that have said that they are ready, in this life of theirs. */
  ready(): string[];
  /** How long a process stays down after its next end. */
  setDown(name: string, downMs: number): void;
  /** Ends of processes by themselves, not by SIGKILL. */
  endedByThemselves(): { name: string; code: number | null }[];
  /** Ends all with SIGTERM, or SIGKILL when they don't, and gives the exit code of each by name. */
  stop(): Promise<Map<string, number | null>>;
};

type Entry = { child?: ChildProcess | undefined; isReady: boolean; downMs?: number | undefined; life: Promise<void> };

/** Pause before a process that ended by itself is started again. */
const restartMs = 200;

/** Makes a supervisor of processes of the command `cli`; what they print goes to `logFile`, and what it tells to the moments. */
export function createSupervisor({
  cli,
  logFile,
  moments,
}: {
  cli: string;
  logFile: string;
  moments: Moments;
}): Supervisor {
  const entries = new Map<string, Entry>();
  const ends: { name: string; code: number | null }[] = [];
  const log = createWriteStream(logFile, { flags: 'a' });
  const stopping = new AbortController();
  const { signal } = stopping;

  async function keepAlive({ name, args, env }: SupervisedProcess, entry: Entry): Promise<void> {
    while (!signal.aborted) {
      const given = await args();
      if (signal.aborted) return;
      if (given === undefined) {
        await delay(restartMs, undefined, { signal }).catch(() => {});
        continue;
      }
      const child = spawn(process.execPath, [cli, ...given], {
        env: { ...process.env, ...env },
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      entry.child = child;
      log.write(`# ${new Date().toISOString()} ${name} starts, ${child.pid}\n`);
      moments.happened('starting');
      for (const stream of [child.stdout, child.stderr]) {
        if (!stream) continue;
        createInterface({ input: stream }).on('line', (line) => {
          log.write(`${name} ${line}\n`);
          const step = stepOf(line);
          if (step === 'ready') entry.isReady = true;
          if (step) moments.happened(step);
        });
      }
      const code = await new Promise<number | null>((resolve) => child.once('exit', (exitCode) => resolve(exitCode)));
      log.write(`# ${new Date().toISOString()} ${name} ended, ${code ?? child.signalCode}\n`);
      entry.child = undefined;
      entry.isReady = false;
      if (signal.aborted) return;
      if (child.signalCode === null) ends.push({ name, code });
      const { downMs = restartMs } = entry;
      entry.downMs = undefined;
      await delay(downMs, undefined, { signal }).catch(() => {});
    }
  }

  return {
    start(process) {
      const entry: Entry = { isReady: false, life: Promise.resolve() };
      entries.set(process.name, entry);
      entry.life = keepAlive(process, entry);
    },
    running: () =>
      new Map([...entries].flatMap(([name, { child }]) => (child?.pid === undefined ? [] : [[name, child.pid]]))),
    ready: () => [...entries].filter(([, { isReady }]) => isReady).map(([name]) => name),
    setDown(name, downMs) {
      const entry = entries.get(name);
      if (entry) entry.downMs = downMs;
    },
    endedByThemselves: () => ends,
    async stop() {
      stopping.abort();
      const codes = new Map<string, number | null>();
      await Promise.all(
        [...entries].map(async ([name, { child, life }]) => {
          if (child) {
            await stopChild(child);
            codes.set(name, child.exitCode);
          }
          await life;
        }),
      );
      await new Promise<void>((resolve) => log.end(() => resolve()));
      return codes;
    },
  };
}
