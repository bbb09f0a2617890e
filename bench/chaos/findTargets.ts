import type { ListedProcess } from './listProcesses.js';
import type { KillTarget } from './planKills.js';

export type FindTargetsParameters = {
  target: KillTarget;
  processes: readonly ListedProcess[];
  /** Process ids of what the supervisor runs, by name: the prover's is `prover`, all others are sequencers. */
  running: ReadonlyMap<string, number>;
  /** Names of the sequencers that are ready; one of them, if any, drives the database. */
  ready: readonly string[];
  /** Of the database's server, while it runs. */
  postgres: number | undefined;
};

/** The process ids that a kill may choose from; none while there is no such process. */
export function findTargets({ target, processes, running, ready, postgres }: FindTargetsParameters): number[] {
  const sequencers = [...running].filter(([name]) => name !== 'prover');
  switch (target) {
    // While nobody is ready, one of those that take over.
    case 'driver': {
      const driving = sequencers.filter(([name]) => ready.includes(name));
      return (driving.length > 0 ? driving : sequencers).map(([, pid]) => pid);
    }
    case 'standby':
      return sequencers.filter(([name]) => !ready.includes(name)).map(([, pid]) => pid);
    case 'prover':
      return [...running].filter(([name]) => name === 'prover').map(([, pid]) => pid);
    case 'postgres':
      return postgres === undefined ? [] : [postgres];
    case 'backend':
      return childrenOf([postgres ?? -1], processes)
        .filter(({ command }) => command.startsWith('postgres: tallystick'))
        .map(({ pid }) => pid);
  }
  const workers = childrenOf([...running.values()], processes).filter(({ command }) => command.includes('worker.js'));
  const pids = workers.map(({ pid }) => pid);
  return target === 'worker' ? pids : childrenOf(pids, processes).map(({ pid }) => pid);
}

function childrenOf(parents: readonly number[], processes: readonly ListedProcess[]): ListedProcess[] {
  return processes.filter(({ parent }) => parents.includes(parent));
}
