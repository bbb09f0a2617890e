import { expect, test } from 'vitest';
import { isInG2 } from './proof.js';
import { withCurve } from './withCurve.js';

/** The generator of EIP-197. */
const GENERATOR = [
  [
    0x1800deef121f1e76426a00665e5c4479674322d4f75edadd46debd5cd992f6edn,
    0x198e9393920d483a7260bfb731fb5d25f1aa493335a9e71297e485b7aef312c2n,
  ],
  [
    0x12c85ea5db8c6deb4aab71808dcb408fe3d1e7690c43d37b4ce6cc0166fa7daan,
    0x090689d0585ff075ec9e99ad690c3395bc4b313370b38ef355acdadcd122975bn,
  ],
] as const;

/** x = 2 + u with a root of x³ + b: on the twisted curve, whose order is a multiple of the group's. */
const OUTSIDE = [
  [2n, 1n],
  [
    7292567877523311580221095596750716176434782432868683424513645834767876293070n,
    19659275751359636165940301690575149581329631496732780143538578556285923319774n,
  ],
] as const;

test('default: the generator is in the group', async () => {
  expect(await withCurve(async (curve) => isInG2(curve, GENERATOR))).toBe(true);
});

test('behavior: a point of the curve outside of the group is not', async () => {
  await withCurve(async (curve) => {
    expect(curve.G2.isValid(curve.G2.fromObject([[...OUTSIDE[0]], [...OUTSIDE[1]], [1n, 0n]]))).toBe(true);
    expect(isInG2(curve, OUTSIDE)).toBe(false);
  });
});

test('behavior: what is not on the curve is not', async () => {
  await withCurve(async (curve) => {
    expect(isInG2(curve, [GENERATOR[1], GENERATOR[0]])).toBe(false);
    expect(
      isInG2(curve, [
        [0n, 0n],
        [0n, 0n],
      ]),
    ).toBe(false);
  });
});
