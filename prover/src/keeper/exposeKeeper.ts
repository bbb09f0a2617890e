import { Counter, Gauge, type Registry } from 'prom-client';
import { createExposure } from '../telemetry/createExposure.js';
import type { KeeperEvent } from './runKeeper.js';
import type { KeeperTask } from './task.js';

const PREFIX = 'tallystick_keeper_';
const KINDS = [
  'draw-seed',
  'slash-absent',
  'strike',
  'slash-silent',
  'enforce',
  'liquidate',
] as const satisfies KeeperTask['kind'][];
const STATES = ['done', 'obsolete', 'failed'] as const;

const expose = createExposure(`${PREFIX}looks_total`, defineMetrics);

/**
 * Puts a keeper's metrics into a registry, labelled with its address.
 *
 * @returns what counts its events
 */
export function exposeKeeper(registry: Registry, keeper: string): (event: KeeperEvent) => void {
  const { looks, due, tasks, errors, lookedAt } = expose(registry, keeper);
  looks.inc({ keeper }, 0);
  errors.inc({ keeper }, 0);
  for (const kind of KINDS) for (const state of STATES) tasks.inc({ keeper, kind, state }, 0);
  return (event) => {
    switch (event.event) {
      case 'looked':
        looks.inc({ keeper });
        due.set({ keeper }, event.due);
        lookedAt.set({ keeper }, event.now);
        return;
      case 'task':
        // A transaction of an earlier run has no task but its name, which begins with the kind.
        if (event.entry.state !== 'sent') {
          const kind = event.task?.kind ?? event.key.split(':')[0] ?? '';
          tasks.inc({ keeper, kind, state: event.entry.state });
        }
        return;
      case 'error':
        errors.inc({ keeper });
    }
  };
}

function defineMetrics(registry: Registry) {
  const registers = [registry];
  const labelNames = ['keeper'] as const;
  return {
    looks: new Counter({
      name: `${PREFIX}looks_total`,
      help: 'Looks at what is due, each to its end.',
      labelNames,
      registers,
    }),
    due: new Gauge({
      name: `${PREFIX}due_tasks`,
      help: 'Tasks that the latest look found due.',
      labelNames,
      registers,
    }),
    tasks: new Counter({
      name: `${PREFIX}tasks_total`,
      help: 'Tasks by kind and by what became of them: done, obsolete, failed.',
      labelNames: ['keeper', 'kind', 'state'],
      registers,
    }),
    errors: new Counter({
      name: `${PREFIX}errors_total`,
      help: 'What did not work, and is tried again.',
      labelNames,
      registers,
    }),
    lookedAt: new Gauge({
      name: `${PREFIX}chain_timestamp_seconds`,
      help: 'Unix time of the latest block that it looked at.',
      labelNames,
      registers,
    }),
  };
}
