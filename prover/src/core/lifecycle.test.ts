import { expect, test } from 'vitest';
import { createLifecycle, type Lifecycle } from './lifecycle.js';

const toTimeoutError = (parts: string[]) => new Error(`late: ${parts.join(', ')}`);

function add(life: Lifecycle, stops: Record<string, () => Promise<unknown>>): Lifecycle {
  for (const [name, stop] of Object.entries(stops)) life.add(name, stop);
  return life;
}

test('default: the last part is stopped first, each after the one before', async () => {
  const steps: string[] = [];
  const stop = (name: string) => async () => {
    steps.push(`${name} stops`);
    await new Promise((resolve) => setTimeout(resolve));
    steps.push(`${name} stopped`);
  };
  for (const limit of [undefined, { timeoutMs: 10_000, toTimeoutError }]) {
    steps.length = 0;
    const life = createLifecycle({ name: 'it', ...(limit && { limit }) });
    await life.start(async () => void add(life, { database: stop('database'), service: stop('service') }));
    expect(life.isUp()).toBe(true);
    await life.stop();
    expect(steps).toEqual(['service stops', 'service stopped', 'database stops', 'database stopped']);
    expect(life.isUp()).toBe(false);
  }
});

test('behavior: two calls at once stop each part once, in order, and end together', async () => {
  const steps: string[] = [];
  const life = add(createLifecycle({ name: 'it' }), {
    database: async () => steps.push('database stops'),
    service: async () => {
      await new Promise((resolve) => setTimeout(resolve, 20));
      steps.push('service stopped');
    },
  });
  await Promise.all([life.stop(), life.stop().then(() => steps.push('ended'))]);
  expect(steps).toEqual(['service stopped', 'database stops', 'ended']);
  add(life, { late: async () => steps.push('late') });
  await life.stop();
  expect(steps.at(-1)).toBe('late');
});

test('error: a part that hangs is named, and the others are stopped all the same, within the time', async () => {
  const stopped: string[] = [];
  const life = add(createLifecycle({ name: 'it', limit: { timeoutMs: 200, toTimeoutError } }), {
    database: async () => stopped.push('database'),
    polling: () => new Promise(() => {}),
    service: async () => stopped.push('service'),
  });
  const startMs = performance.now();
  await expect(life.stop()).rejects.toThrow('late: polling');
  expect(performance.now() - startMs).toBeLessThan(2000);
  expect(stopped).toEqual(['service', 'database']);
});

test('error: of the time, some is left for the part that all others stand on, though one hangs', async () => {
  const life = add(createLifecycle({ name: 'it', limit: { timeoutMs: 1000, toTimeoutError } }), {
    database: () => new Promise((resolve) => setTimeout(resolve, 50)),
    polling: () => new Promise(() => {}),
  });
  await expect(life.stop()).rejects.toThrow(/^late: polling$/);
});

test('error: what fails is told, and the others are stopped all the same', async () => {
  const told: string[] = [];
  const life = add(createLifecycle({ name: 'the queue', onError: (_error, part) => told.push(part) }), {
    database: async () => told.push('database'),
    queue: () => Promise.reject(new Error('gone')),
  });
  await expect(life.stop()).rejects.toThrow(
    expect.objectContaining({ message: 'Parts of the queue did not stop in order', errors: [new Error('gone')] }),
  );
  expect(told).toEqual(['queue', 'database']);
});

test('error: what failed to start is stopped again, and the first error is the one to report', async () => {
  const told: string[] = [];
  const life = createLifecycle({ name: 'it', onError: (_error, part) => told.push(part) });
  const launch = async () => {
    life.signal.addEventListener('abort', () => told.push('aborted'));
    add(life, { records: async () => told.push('closed'), service: () => Promise.reject(new Error('second')) });
    throw new Error('first');
  };
  await expect(life.start(launch)).rejects.toThrow('first');
  expect(told).toEqual(['aborted', 'service', 'closed']);
});
