import { startWorker } from '@tallystick/sequencer';
import { afterEach, expect, test } from 'vitest';

let stop: (() => Promise<void>) | undefined;
afterEach(() => stop?.());

test('error: a prover that takes more memory than it may is ended, and says so', async () => {
  const settings = { shapes: ['tiny'], chainId: 31337, referenceString: 'development' } as const;
  const crashes: unknown[] = [];
  const worker = startWorker({
    settings: { ...settings, shapes: [...settings.shapes] },
    memoryMib: 48,
    onCrash: (facts) => crashes.push(facts),
  });
  stop = worker.stop;
  await expect(worker.load()).rejects.toMatchObject({
    code: 'sequencer/prover-out-of-memory',
    facts: { field: 'proverMemoryMib', expected: 'at most 48' },
  });
  expect(crashes).toEqual([{ code: null, signal: 'SIGKILL' }]);
});

test('error: a job for other artifacts than its own is not proved, and both hashes are told', async () => {
  const worker = startWorker({ settings: { shapes: ['tiny'], chainId: 31337, referenceString: 'development' } });
  stop = worker.stop;
  const [known] = await worker.load();
  if (!known) throw new Error('nothing was loaded');
  const expected = `0x${'c2'.repeat(32)}` as const;
  const job = { shape: known.shape, inputs: {}, publicInputs: [], circuit: expected };
  await expect(worker.prove(job)).rejects.toMatchObject({
    code: 'sequencer/other-circuit',
    facts: { field: 'circuit', shape: 'tiny', given: known.circuit, expected },
  });
  expect(known.circuit).toMatch(/^0x[0-9a-f]{64}$/);
});

test('error: a process that cannot be started is told of, stops nothing, and is started by the next call that can', async () => {
  const crashes: unknown[] = [];
  const worker = startWorker({
    settings: { shapes: ['tiny'], chainId: 31337, referenceString: 'development' },
    onCrash: (facts) => crashes.push(facts),
  });
  stop = worker.stop;
  const { execPath } = process;
  try {
    process.execPath = '/nowhere/node';
    for (const times of [1, 2]) {
      await expect(worker.load()).rejects.toMatchObject({
        code: 'sequencer/worker-failed',
        facts: { reason: 'ENOENT' },
      });
      expect(crashes).toHaveLength(times);
    }
    worker.kill();
    expect(worker.pid()).toBeUndefined();
  } finally {
    process.execPath = execPath;
  }
  expect(await worker.load()).toMatchObject([{ shape: { name: 'tiny' } }]);
}, 60_000);

test('behavior: a process that could not be started holds no stop up', async () => {
  const worker = startWorker({ settings: { shapes: ['tiny'], chainId: 31337, referenceString: 'development' } });
  const { execPath } = process;
  process.execPath = '/nowhere/node';
  const loaded = worker.load();
  process.execPath = execPath;
  await Promise.all([worker.stop(), expect(loaded).rejects.toMatchObject({ code: 'sequencer/worker-failed' })]);
}, 60_000);
