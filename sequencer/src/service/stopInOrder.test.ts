import { TallystickError } from '@tallystick/prover/core';
import { expect, test } from 'vitest';
import { stopInOrder } from './stopInOrder.js';

const quiet = { timeoutMs: 10_000, onError: () => {} };

test('default: the last part is stopped first, each after the one before', async () => {
  const steps: string[] = [];
  const part = (name: string) => ({
    name,
    run: async () => {
      steps.push(`${name} stops`);
      await new Promise((resolve) => setImmediate(resolve));
      steps.push(`${name} stopped`);
    },
  });
  await stopInOrder({ ...quiet, parts: [part('database'), part('service')] });
  expect(steps).toEqual(['service stops', 'service stopped', 'database stops', 'database stopped']);
});

test('error: a part that hangs is named, and the others are stopped all the same, within the time', async () => {
  const stopped: string[] = [];
  const parts = [
    { name: 'database', run: async () => stopped.push('database') },
    { name: 'polling', run: () => new Promise(() => {}) },
    { name: 'service', run: async () => stopped.push('service') },
  ];
  const startMs = performance.now();
  const error: unknown = await stopInOrder({ ...quiet, timeoutMs: 200, parts }).catch((thrown: unknown) => thrown);
  expect(performance.now() - startMs).toBeLessThan(2000);
  expect(error).toBeInstanceOf(TallystickError);
  expect(error).toMatchObject({ code: 'sequencer/stop-timeout', facts: { parts: ['polling'] } });
  expect(stopped).toEqual(['service', 'database']);
});

test('error: what fails is told, and the others are stopped all the same', async () => {
  const told: string[] = [];
  const failing = { name: 'queue', run: () => Promise.reject(new Error('gone')) };
  const parts = [{ name: 'database', run: async () => told.push('database') }, failing];
  const onError = (_error: unknown, name: string) => told.push(name);
  await expect(stopInOrder({ ...quiet, onError, parts })).rejects.toBeInstanceOf(AggregateError);
  expect(told).toEqual(['queue', 'database']);
});
