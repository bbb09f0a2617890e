import { afterEach, expect, test, vi } from 'vitest';
import { createProcessIo } from './createProcessIo.js';

afterEach(() => vi.restoreAllMocks());

test('behavior: a pause ends with its signal, and leaves nothing behind that keeps the process alive', async () => {
  const io = createProcessIo();
  const ended = new AbortController();
  const timers = () => process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;
  const before = timers();
  const pausing = io.pause(3_600_000, ended.signal);
  expect(timers()).toBe(before + 1);
  ended.abort();
  await pausing;
  expect(timers()).toBe(before);
});

test('behavior: a closed terminal interrupts too', async () => {
  const interrupted = createProcessIo().interrupted?.();
  process.emit('SIGHUP', 'SIGHUP');
  await interrupted;
});
