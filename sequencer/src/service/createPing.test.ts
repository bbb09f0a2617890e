import { expect, test } from 'vitest';
import { createPing } from './createPing.js';

test('default: those who ask together are answered together, later ones anew', async () => {
  let asked = 0;
  const ping = createPing(async () => {
    asked++;
    await new Promise(setImmediate);
    if (asked === 2) throw new Error('gone');
  });
  await Promise.all([ping(), ping(), ping()]);
  expect(asked).toBe(1);
  await expect(Promise.all([ping(), ping()])).rejects.toThrow('gone');
  await ping();
  expect(asked).toBe(3);
});

test('behavior: what does not answer is asked once, however many want to know, and nobody waits for it', async () => {
  let asked = 0;
  let answer = () => {};
  const ping = createPing(() => {
    asked++;
    return new Promise<void>((resolve) => {
      answer = resolve;
    });
  }, 10);
  await expect(ping()).rejects.toThrow('No answer within 10 ms');
  await expect(ping()).rejects.toThrow('No answer');
  expect(asked).toBe(1);
  const last = ping();
  answer();
  await last;
});
