import { expect, test, vi } from 'vitest';
import type { Curve } from './curve.js';
import { withCurve } from './withCurve.js';

const shared = globalThis as { curve_bn128?: Curve | null };
const gone = () => vi.waitFor(() => expect(shared.curve_bn128 ?? null).toBeNull(), { timeout: 5000, interval: 20 });

test('default: calls that overlap use one curve, and its threads end soon after the last of them', async () => {
  const curves = new Set<unknown>();
  const results = await Promise.all(
    Array.from({ length: 8 }, (_, i) =>
      withCurve(async () => {
        curves.add(shared.curve_bn128);
        return i;
      }),
    ),
  );
  expect(results).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
  expect(curves.size).toBe(1);
  const [first] = curves;
  expect(first).toBeTruthy();
  // A call soon afterwards finds the threads still there.
  expect(await withCurve(async () => shared.curve_bn128)).toBe(first);
  await gone();
  const second = await withCurve(async () => shared.curve_bn128);
  expect(second).toBeTruthy();
  expect(second).not.toBe(first);
  await gone();
});

test('behavior: an error passes, and the threads end all the same', async () => {
  await expect(
    withCurve(async () => {
      throw new RangeError('told');
    }),
  ).rejects.toThrow('told');
  await gone();
});

test('behavior: a curve of somebody else is used and left to them', async () => {
  const { buildBn128 } = await import('ffjavascript');
  await import('snarkjs');
  const theirs = await buildBn128();
  const terminate = vi.spyOn(theirs, 'terminate');
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  expect(await withCurve(async () => shared.curve_bn128)).toBe(theirs);
  vi.runAllTimers();
  vi.useRealTimers();
  expect(terminate).not.toHaveBeenCalled();
  expect(shared.curve_bn128).toBe(theirs);
  terminate.mockRestore();
  await theirs.terminate();
});

test('behavior: threads that the reset of another copy of ffjavascript hid are ended too', async () => {
  const ended: unknown[] = [];
  await withCurve(async () => {
    const hidden = shared.curve_bn128;
    if (!hidden) throw new Error('no curve');
    const end = hidden.terminate.bind(hidden);
    hidden.terminate = async () => {
      ended.push(hidden);
      await end();
    };
    shared.curve_bn128 = null;
    const { buildBn128 } = await import('ffjavascript');
    const other = await buildBn128();
    const endOther = other.terminate.bind(other);
    other.terminate = async () => {
      ended.push(other);
      await endOther();
    };
  });
  await vi.waitFor(() => expect(ended).toHaveLength(2), { timeout: 5000, interval: 20 });
});

test('behavior: a curve without threads, as on a platform without workers, is not ended', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  const curve = await withCurve(async () => shared.curve_bn128);
  if (!curve) throw new Error('no curve');
  const { workers = [] } = curve.tm;
  const terminate = vi.spyOn(curve, 'terminate');
  delete curve.tm.workers;
  await vi.runAllTimersAsync();
  vi.useRealTimers();
  expect(terminate).not.toHaveBeenCalled();
  curve.tm.workers = workers;
  await curve.terminate();
});

test('behavior: in a browser the curve has no threads, snarkjs finds it, and it goes after its last user', async () => {
  vi.stubGlobal('process', Object.create(process, { versions: { value: {} } }));
  try {
    await withCurve(async (curve) => {
      expect(curve.tm.workers).toBeUndefined();
      expect(shared.curve_bn128).toBe(curve);
      const { curves } = (await import('snarkjs')) as unknown as {
        curves: { getCurveFromName(name: string): Promise<Curve> };
      };
      expect(await curves.getCurveFromName('bn128')).toBe(curve);
    });
  } finally {
    vi.unstubAllGlobals();
  }
  await gone();
});
