import { gunzipSync, gzipSync } from 'node:zlib';
import { acvm, type InputMap } from '@noir-lang/noir_js';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createWorld, NOW } from '../../../test-support/createWorld.js';
import { realStringFolder } from '../../../test-support/realStringFolder.js';
import { seededRandom } from '../../../test-support/seededRandom.js';
import { temporaryFolder } from '../../../test-support/temporaryFolder.js';
import { executeBatch } from '../../batch/executeBatch.js';
import type { ExecutedBatch } from '../../batch/steps.js';
import { FIELD_MODULUS } from '../../core/field.js';
import { loadCrypto } from '../../core/hash/crypto.js';
import { publicKeyOf } from '../../core/signature.js';
import type { ReferenceStringChoice } from '../artifacts/findReferenceString.js';
import { type BatchArtifacts, loadArtifacts } from '../artifacts/loadArtifacts.js';
import type { BatchProver } from './createProver.js';
import { createProver } from './createProver.js';

const PROVIDER = 2;
const ALLOWANCES = [3, 4, 5];
const EXPIRED = 6;
/** How many values of the witness are changed, one after the other. */
const WIRES = 5;

const kinds: ReferenceStringChoice[] = realStringFolder === undefined ? ['development'] : ['development', 'real'];
const cacheDir = temporaryFolder();
/** A batch that uses every kind of slot, and every slot but one open. */
let executed: ExecutedBatch;

beforeAll(async () => {
  await loadCrypto();
  const world = await createWorld();
  await world.insert(world.allowance(PROVIDER, NOW - 1), 5_000n);
  const settlements = [...ALLOWANCES, 3].map((serial, i) =>
    world.receipt(serial, { computeUnitSeconds: 100n + BigInt(i) }),
  );
  const request = world.request({
    opens: [{ owner: publicKeyOf(5n), terms: world.allowance(PROVIDER), amount: 777n }],
    settlements,
    withdrawals: [world.withdrawal(EXPIRED, 3000n)],
  });
  executed = await executeBatch({ ...world, request });
});

describe.each(kinds)('%s string', (referenceString) => {
  let artifacts: BatchArtifacts;
  let prover: BatchProver;

  beforeAll(async () => {
    artifacts = await loadArtifacts({ shape: 'tiny', cacheDir, referenceString, crsPath: realStringFolder });
    prover = await createProver();
  });
  afterAll(() => prover.destroy());

  test('default: a batch of every kind of slot is proved and verified', async () => {
    const proved = await prover.proveBatch(artifacts, executed);
    expect(proved.publicInputs).toEqual(executed.publicInputs);
    expect(artifacts.publicInputs).toBe(executed.publicInputs.length);
    expect(await prover.verifyBatch(artifacts, proved)).toBe(true);
    const replaced = proved.publicInputs.map((input, i) => (i === 1 ? (input + 1n) % FIELD_MODULUS : input));
    expect(await prover.verifyBatch(artifacts, { ...proved, publicInputs: replaced })).toBe(false);
  });

  test('error: what the witness generator refuses to compute with is not told', async () => {
    const [first, ...rest] = executed.inputs.settles as InputMap[];
    const owner = [`0x${'7'.repeat(60)}`, '0x1'];
    const inputs = { ...executed.inputs, settles: [{ ...first, owner }, ...rest] as InputMap[] };
    const failure = await prover.proveBatch(artifacts, { ...executed, inputs }).catch((error: unknown) => error);
    expect(failure).toMatchObject({
      code: 'artifacts/unprovable',
      facts: { constraint: expect.stringContaining('not on curve') },
    });
    expect(`${failure} ${JSON.stringify(failure)}`).not.toContain('77777777');
  });

  // Past the witness generator and its checks: what the native prover itself makes of constraints is all that is in the way.
  test('error: a witness with one value changed, wherever, has no proof that verifies', async () => {
    const solved = await prover.solveBatch(artifacts, executed);
    const [frame] = acvm.decompressWitnessStack(gzipSync(solved.witness));
    if (frame === undefined) throw new Error('no witness');
    const { witness: honest } = frame;
    const holds = async (changes: [number, string][]): Promise<boolean> => {
      const stack = [{ ...frame, witness: new Map([...honest, ...changes]) }];
      const witness = gunzipSync(acvm.compressWitnessStack(stack));
      const proved = await prover.proveSolved(artifacts, { ...solved, witness }).catch(() => undefined);
      return proved !== undefined && prover.verifyBatch(artifacts, proved);
    };
    expect(await holds([]), 'unchanged').toBe(true);
    const places = [...honest.keys()].slice(executed.publicInputs.length);
    const random = seededRandom(1);
    for (let i = 0; i < WIRES; i++) {
      const place = places[Number(random() % BigInt(places.length))] ?? 0;
      const value = (BigInt(honest.get(place) ?? '0x0') + 1n) % FIELD_MODULUS;
      expect(await holds([[place, `0x${value.toString(16).padStart(64, '0')}`]]), `witness ${place}`).toBe(false);
    }
  });
});
