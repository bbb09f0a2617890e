import { setTimeout as delay } from 'node:timers/promises';
import type { Moments } from './createMoments.js';
import type { Supervisor } from './createSupervisor.js';
import { findTargets } from './findTargets.js';
import { listProcesses } from './listProcesses.js';
import type { KillTarget, PlannedKill } from './planKills.js';
import { readDatabase } from './readDatabase.js';

export type RunKillsParameters = {
  kills: readonly PlannedKill[];
  supervisor: Supervisor;
  moments: Moments;
  dataDir: string;
  pick: <T>(from: readonly T[]) => T;
  /** Called before each kill. */
  onKill: (line: string) => void;
};

/** How often a kill was made, by what was waited for and by what was killed. */
export type KillCounts = { killsByStep: Record<string, number>; killsByTarget: Record<string, number> };

/** How long a step may be waited for: longer than any takes while nothing is killed. */
const stepWithinMs = 20_000;
const targetWithinMs = 4000;

/** Kills, one after the other; whatever becomes of the processes meanwhile, the next kill doesn't wait for it. */
export async function runKills(parameters: RunKillsParameters): Promise<KillCounts> {
  const { kills, supervisor, moments, onKill } = parameters;
  const counts: KillCounts = { killsByStep: {}, killsByTarget: {} };
  for (const { step, target, delayMs, downMs } of kills) {
    const came = await moments.next(step, stepWithinMs);
    if (delayMs > 0) await delay(delayMs);
    const found = await findOne(parameters, target);
    const name = [...supervisor.running()].find(([, pid]) => pid === found.pid)?.[0];
    if (name !== undefined) supervisor.setDown(name, downMs);
    const when = came ? `${delayMs} ms after ${step}` : `${step} did not come`;
    onKill(`${found.target}${name === undefined ? '' : ` (${name})`}, ${when}`);
    kill(found.pid);
    const counted = came ? step : 'none';
    counts.killsByStep[counted] = (counts.killsByStep[counted] ?? 0) + 1;
    counts.killsByTarget[found.target] = (counts.killsByTarget[found.target] ?? 0) + 1;
  }
  return counts;
}

/** The process to kill. What isn't there for long is replaced by what always is, sooner or later: one of the sequencers. */
async function findOne({ supervisor, dataDir, pick }: RunKillsParameters, planned: KillTarget) {
  const startMs = performance.now();
  for (;;) {
    const target = performance.now() - startMs > targetWithinMs ? 'driver' : planned;
    const pids = findTargets({
      target,
      processes: await listProcesses(),
      running: supervisor.running(),
      ready: supervisor.ready(),
      postgres: (await readDatabase(dataDir))?.pid,
    });
    if (pids.length > 0) return { target, pid: pick(pids) };
    await delay(10);
  }
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    // It ended by itself a moment ago.
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
