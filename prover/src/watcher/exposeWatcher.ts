import { Counter, Gauge, type Registry } from 'prom-client';
import { createExposure } from '../telemetry/createExposure.js';
import type { WatcherStatus } from './context.js';

/** A watcher's public state, as the metrics show it: they say of no provider what was seen, since others could copy it. */
type StatusSource = () => WatcherStatus;

const PREFIX = 'tallystick_watcher_';

const COUNTERS = {
  slots_recorded_total: ['Slots recorded after a probe, whatever came of it.', 'slotsRecorded'],
  slots_unobserved_total: ['Slots that count as up because this machine had no network of its own.', 'slotsUnobserved'],
  slots_missed_total: ['Slots whose probes could not be made in time; they count as up too.', 'slotsMissed'],
  seeds_drawn_total: ['Seeds drawn.', 'seedsDrawn'],
  roots_posted_total: ['Roots posted.', 'rootsPosted'],
  reveals_total: ['Leaves revealed because the court demanded them.', 'reveals'],
  openings_served_total: ['Openings handed to providers.', 'openingsServed'],
} as const satisfies Record<string, readonly [string, keyof WatcherStatus['counters']]>;

/** Puts a watcher's metrics into a registry, labelled with its address. */
export const exposeWatcher = createExposure<StatusSource, void>(`${PREFIX}ready`, defineMetrics);

function defineMetrics(registry: Registry, sources: readonly StatusSource[]): void {
  const registers = [registry];
  const labelNames = ['watcher'] as const;
  for (const [name, [help, counter]] of Object.entries(COUNTERS)) {
    new Counter({
      name: `${PREFIX}${name}`,
      help,
      labelNames,
      registers,
      collect() {
        this.reset();
        for (const { watcher, counters } of sources.map((read) => read())) this.inc({ watcher }, counters[counter]);
      },
    });
  }
  const gauge = (name: string, help: string, value: (status: WatcherStatus) => number | undefined): void => {
    new Gauge({
      name: `${PREFIX}${name}`,
      help,
      labelNames,
      registers,
      collect() {
        this.reset();
        for (const status of sources.map((read) => read())) {
          const shown = value(status);
          if (shown !== undefined) this.set({ watcher: status.watcher }, shown);
        }
      },
    });
  };
  gauge('ready', '1 while nothing goes wrong, as /readyz says.', ({ problems }) =>
    Object.keys(problems).length === 0 ? 1 : 0,
  );
  gauge('epoch', 'The epoch that runs.', ({ epoch }) => epoch);
  gauge('assigned_providers', 'Providers that it probes in the running epoch.', ({ assigned }) => assigned);
  gauge('recorded_epoch', 'The latest epoch whose root it has.', ({ lastRoot }) => lastRoot?.epoch);
  gauge(
    'root_posted',
    '1 when the root of that epoch is on the chain.',
    ({ lastRoot }) => lastRoot && (lastRoot.posted ? 1 : 0),
  );
  new Gauge({
    name: `${PREFIX}problem`,
    help: 'What goes wrong right now: 1 by part and error.',
    labelNames: ['watcher', 'part', 'error'],
    registers,
    collect() {
      this.reset();
      for (const { watcher, problems } of sources.map((read) => read())) {
        for (const [part, error] of Object.entries(problems)) this.set({ watcher, part, error }, 1);
      }
    },
  });
}
