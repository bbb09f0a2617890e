import { describe, expect, test } from 'vitest';
import { lowestOfHalves, watchMemory } from './watchMemory.js';

describe('lowestOfHalves', () => {
  test('default: what rises and falls again is level', () => {
    expect(lowestOfHalves([300, 380, 410, 310, 370, 300])).toEqual({ startMb: 300, endMb: 300 });
  });

  test('behavior: what only rises is seen', () => {
    expect(lowestOfHalves([300, 310, 320, 330])).toEqual({ startMb: 300, endMb: 320 });
  });

  test('behavior: one reading, and an odd number of them', () => {
    expect(lowestOfHalves([300])).toEqual({ startMb: 300, endMb: 300 });
    expect(lowestOfHalves([300, 350, 320])).toEqual({ startMb: 300, endMb: 320 });
  });
});

describe('watchMemory', () => {
  test('default: reads the memory of a process while the work runs', async () => {
    const { startMb, endMb, result } = await watchMemory(process.pid, async () => 7);
    expect(result).toBe(7);
    expect(startMb).toBeGreaterThan(10);
    expect(endMb).toBe(startMb);
  });

  test('error: work that fails', async () => {
    await expect(watchMemory(process.pid, () => Promise.reject(new Error('refused')))).rejects.toThrow('refused');
  });
});
