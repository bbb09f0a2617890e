import { beforeAll, expect, test } from 'vitest';
import { createWorld, NOW } from '../../test-support/createWorld.js';
import { realStringFolder } from '../../test-support/realStringFolder.js';
import { temporaryFolder } from '../../test-support/temporaryFolder.js';
import type { ReferenceStringChoice } from '../artifacts/findReferenceString.js';
import { loadArtifacts } from '../artifacts/loadArtifacts.js';
import { executeBatch } from '../batch/executeBatch.js';
import { FIELD_MODULUS } from '../field/FIELD_MODULUS.js';
import { loadCrypto } from '../hash/loadCrypto.js';
import { publicKeyOf } from '../signature/publicKeyOf.js';
import { createProver } from './createProver.js';

const PROVIDER = 2;
const ALLOWANCE = 3;
const EXPIRED = 6;

const kinds: ReferenceStringChoice[] = realStringFolder === undefined ? ['development'] : ['development', 'real'];
const cacheDir = temporaryFolder();

beforeAll(loadCrypto);

test.each(kinds)(
  'default: a batch of every kind of slot is proved and verified, %s string',
  async (referenceString) => {
    const world = await createWorld();
    await world.insert(world.allowance(PROVIDER, NOW - 1), 5_000n);
    const request = world.request({
      opens: [{ owner: publicKeyOf(5n), terms: world.allowance(PROVIDER), amount: 777n }],
      settlements: [world.receipt(ALLOWANCE, { computeUnitSeconds: 1000n, egressMib: 10n })],
      withdrawals: [world.withdrawal(EXPIRED, 3000n)],
    });
    const executed = await executeBatch({ ...world, request });
    const artifacts = await loadArtifacts({ shape: 'tiny', cacheDir, referenceString, crsPath: realStringFolder });
    const prover = await createProver();
    try {
      const proved = await prover.proveBatch(artifacts, executed);
      expect(proved.publicInputs).toEqual(executed.publicInputs);
      expect(artifacts.publicInputs).toBe(executed.publicInputs.length);
      expect(await prover.verifyBatch(artifacts, proved)).toBe(true);
      const replaced = proved.publicInputs.map((input, i) => (i === 1 ? (input + 1n) % FIELD_MODULUS : input));
      expect(await prover.verifyBatch(artifacts, { ...proved, publicInputs: replaced })).toBe(false);
    } finally {
      await prover.destroy();
    }
  },
);
