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
