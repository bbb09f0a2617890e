import { afterAll, beforeAll, expect, test } from 'vitest';
import { createWorld } from '../../../test-support/createWorld.js';
import { offsetKey } from '../../../test-support/offsetKeys.js';
import { temporaryFolder } from '../../../test-support/temporaryFolder.js';
import { executeBatch } from '../../batch/executeBatch.js';
import type { ExecutedBatch } from '../../batch/steps.js';
import { loadCrypto } from '../../core/hash/crypto.js';
import type { Point } from '../../core/signature.js';
import type { CircuitSources } from '../artifacts/circuit.js';
import { loadArtifacts, loadCircuitArtifacts } from '../artifacts/loadArtifacts.js';
import { type BatchProver, createProver } from './createProver.js';

/**
 * Divisors k of the keys D / k at which the native prover's multiplication breaks off: while it makes its table `D + i · key` for i up to 15,
 * by adding the key again and again, two summands have the same x.
 */
const DIVISORS = [1n, ...Array.from({ length: 15 }, (_, i) => -1n - BigInt(i))];

const cacheDir = temporaryFolder();
const options = { cacheDir, referenceString: 'development' } as const;
let prover: BatchProver;

beforeAll(async () => {
  await loadCrypto();
  prover = await createProver();
});
afterAll(() => prover.destroy());

const multiplication: CircuitSources = {
  name: 'fixture',
  packagePath: 'fixture',
  sources: {
    'fixture/Nargo.toml': '[package]\nname = "fixture"\ntype = "bin"\nauthors = ["Tallystick"]\n\n[dependencies]\n',
    'fixture/src/main.nr': `
use std::embedded_curve_ops::{EmbeddedCurvePoint, EmbeddedCurveScalar, multi_scalar_mul};

fn main(key: [Field; 2], s: Field, e: Field, x: pub Field) {
    let r = multi_scalar_mul(
        [EmbeddedCurvePoint::generator(), EmbeddedCurvePoint { x: key[0], y: key[1] }],
        [EmbeddedCurveScalar { lo: s, hi: 0 }, EmbeddedCurveScalar { lo: e, hi: 0 }],
    );
    assert(r.x == x);
}
`,
  },
  logGates: 12,
};

// Why the circuit does what it does, and why the keys below are the right ones; a backend for which this fails has other such keys, or none.
test('behavior: the multiplication alone has a witness and no proof for D and -D/k, k up to 15, and for no others near them', async () => {
  const artifacts = await loadCircuitArtifacts('fixture', multiplication, options);
  const isProved = async ({ x, y }: Point): Promise<boolean> => {
    // 1 · G + 0 · key: the point with x = 1.
    const inputs = { key: [`${x}`, `${y}`], s: '1', e: '0', x: '1' };
    const solved = await prover.solveBatch(artifacts, { shape: 'fixture', inputs, publicInputs: [1n] });
    const proved = await prover.proveSolved(artifacts, solved).catch(() => undefined);
    return proved !== undefined && prover.verifyBatch(artifacts, proved);
  };
  for (const divisor of DIVISORS) expect(await isProved(offsetKey(divisor)), `D / ${divisor}`).toBe(false);
  for (const divisor of [2n, -16n]) expect(await isProved(offsetKey(divisor)), `D / ${divisor}`).toBe(true);
}, 300_000);

test('default: accounts with such keys in every slot that checks no signature', async () => {
  const artifacts = await loadArtifacts({ ...options, shape: 'tiny' });
  const world = await createWorld();
  const { settles } = artifacts.shape;
  const serials: number[] = [];
  for (const divisor of DIVISORS) {
    const { serial } = await world.insert(world.allowance(2), 1n, { owner: offsetKey(divisor) });
    serials.push(serial);
  }
  for (let first = 0; first < serials.length; first += settles) {
    const coverSerials = serials.slice(first, first + settles);
    const request = world.request({ coverSerials, earningCoverSerials: [2] });
    const executed: ExecutedBatch = await executeBatch({ ...world, request });
    const { serials: shown } = executed.data;
    expect(
      shown.slice(0, settles).sort((a, b) => a - b),
      'settle slots',
    ).toEqual(coverSerials);
    expect(coverSerials, 'withdraw slot').toContain(shown.at(-1));
    const proved = await prover.proveBatch(artifacts, executed);
    expect(await prover.verifyBatch(artifacts, proved), `${coverSerials}`).toBe(true);
    await world.commit(executed);
  }
}, 300_000);
