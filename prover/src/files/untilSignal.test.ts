import { afterEach, expect, test, vi } from 'vitest';
import { END_SIGNALS, untilSignal } from './untilSignal.js';

const count = () => END_SIGNALS.reduce((sum, signal) => sum + process.listenerCount(signal), 0);

let ended = new AbortController();
afterEach(() => {
  ended.abort();
  ended = new AbortController();
  vi.restoreAllMocks();
});

test.each(END_SIGNALS)('default: %s asks the program to end, and whichever comes next ends it', async (signal) => {
  const exit = vi.spyOn(process, 'exit').mockImplementation(() => undefined as never);
  const asked = untilSignal(ended.signal);
  process.emit(signal, signal);
  expect(await asked).toBe(signal);
  expect(exit).not.toHaveBeenCalled();
  process.emit('SIGTERM', 'SIGTERM');
  expect(exit).toHaveBeenCalledWith(143);
});

test('behavior: nothing is left of it once the program has ended in order', () => {
  const before = count();
  void untilSignal(ended.signal);
  expect(count()).toBe(before + END_SIGNALS.length);
  ended.abort();
  expect(count()).toBe(before);
});
