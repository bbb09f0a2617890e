import { Barretenberg } from '@aztec/bb.js';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { fixtureCircuit, fixtureStatement } from '../../../test-support/fixtureCircuit.js';
import { realStringFolder } from '../../../test-support/realStringFolder.js';
import { temporaryFolder } from '../../../test-support/temporaryFolder.js';
import { FIELD_MODULUS } from '../../core/field.js';
import type { ProgressEvent } from '../../core/progress/ProgressEvent.js';
import type { ReferenceStringChoice } from '../artifacts/findReferenceString.js';
import type { CircuitArtifacts } from '../artifacts/loadArtifacts.js';
import { loadCircuitArtifacts } from '../artifacts/loadArtifacts.js';
import { startNativeProver } from '../artifacts/startNativeProver.js';
import type { BatchProver, ProvedBatch } from './createProver.js';
import { createProver } from './createProver.js';
import { verifyNatively } from './verifyNatively.js';

// The real string can be tested only where a piece of it lies; the development string is tested everywhere.
const kinds: ReferenceStringChoice[] = realStringFolder === undefined ? ['development'] : ['development', 'real'];
const cacheDir = temporaryFolder();

describe.each(kinds)('%s string', (referenceString) => {
  let artifacts: CircuitArtifacts<string>;
  let prover: BatchProver;
  let proved: ProvedBatch;
  const events: ProgressEvent[] = [];

  beforeAll(async () => {
    artifacts = await loadCircuitArtifacts('fixture', fixtureCircuit, {
      cacheDir,
      referenceString,
      crsPath: realStringFolder,
    });
    prover = await createProver();
    proved = await prover.proveBatch(artifacts, fixtureStatement, (event) => events.push(event));
  });

  afterAll(() => prover.destroy());

  /** The proof with one byte changed. */
  function tampered(at: number): ProvedBatch {
    const bytes = Buffer.from(proved.proof.slice(2), 'hex');
    bytes.writeUInt8(bytes.readUInt8(at) ^ 1, at);
    return { ...proved, proof: `0x${bytes.toString('hex')}` };
  }

  test('default: proves, and the proof verifies', async () => {
    expect(artifacts).toMatchObject({ publicInputs: 3, referenceString: { kind: referenceString } });
    expect(proved.publicInputs).toEqual(fixtureStatement.publicInputs);
    expect(await prover.verifyBatch(artifacts, proved)).toBe(true);
  });

  test('behavior: reports witness and proof', () => {
    expect(events.map(({ step, status }) => `${step} ${status}`)).toEqual([
      'witness start',
      'witness done',
      'prove start',
      'prove done',
    ]);
  });

  test('behavior: two proofs of one statement differ, as zero-knowledge asks', async () => {
    const again = await prover.proveBatch(artifacts, fixtureStatement);
    expect(again.proof).not.toBe(proved.proof);
    expect(again.proof).toHaveLength(proved.proof.length);
  });

  test('behavior: jobs that are asked for together run one after the other', async () => {
    const both = await Promise.all([
      prover.proveBatch(artifacts, fixtureStatement),
      prover.verifyBatch(artifacts, proved),
      prover.proveBatch(artifacts, fixtureStatement),
    ]);
    expect(await prover.verifyBatch(artifacts, both[2])).toBe(true);
  });

  test('behavior: the next batch is solved while one is proved, and proved in its turn', async () => {
    const steps: string[] = [];
    const note = (name: string) => (event: ProgressEvent) => steps.push(`${name} ${event.step} ${event.status}`);
    const first = prover.proveSolved(artifacts, await prover.solveBatch(artifacts, fixtureStatement), note('first'));
    const solved = await prover.solveBatch(artifacts, fixtureStatement, note('second'));
    const second = await prover.proveSolved(artifacts, solved, note('second'));
    expect(steps.indexOf('second witness done')).toBeLessThan(steps.indexOf('first prove done'));
    expect(steps.indexOf('second prove start')).toBeGreaterThan(steps.indexOf('first prove done'));
    expect(second.witnessMs).toBe(solved.witnessMs);
    for (const each of [await first, second]) expect(await prover.verifyBatch(artifacts, each)).toBe(true);
  });

  test('error: a tampered proof is refused, wherever it was changed', async () => {
    const length = proved.proof.length / 2 - 1;
    for (const at of [31, Math.floor(length / 2), length - 1]) {
      expect(await prover.verifyBatch(artifacts, tampered(at))).toBe(false);
    }
  });

  test('error: a proof of another length is refused', async () => {
    expect(await prover.verifyBatch(artifacts, { ...proved, proof: '0x' })).toBe(false);
    expect(await prover.verifyBatch(artifacts, { ...proved, proof: `${proved.proof}00` })).toBe(false);
    expect(await prover.verifyBatch(artifacts, { ...proved, proof: `0x${proved.proof.slice(66)}` })).toBe(false);
  });

  test.each([0, 1, 2])('error: public input %i flipped, or raised by the modulus, is refused', async (at) => {
    const flipped = proved.publicInputs.map((input, i) => (i === at ? input ^ 1n : input));
    const raised = proved.publicInputs.map((input, i) => (i === at ? input + FIELD_MODULUS : input));
    expect(await prover.verifyBatch(artifacts, { ...proved, publicInputs: flipped })).toBe(false);
    expect(await prover.verifyBatch(artifacts, { ...proved, publicInputs: raised })).toBe(false);
  });

  test('error: public inputs left out or added are refused', async () => {
    const { publicInputs } = proved;
    expect(await prover.verifyBatch(artifacts, { ...proved, publicInputs: publicInputs.slice(1) })).toBe(false);
    expect(await prover.verifyBatch(artifacts, { ...proved, publicInputs: [...publicInputs, 0n] })).toBe(false);
  });

  test('error: what the circuit refuses is not proved, and its inputs stay secret', async () => {
    const inputs = { ...fixtureStatement.inputs, secret: '94838172651' };
    const failure = await prover
      .proveBatch(artifacts, { ...fixtureStatement, inputs })
      .catch((error: unknown) => error);
    expect(failure).toMatchObject({
      code: 'artifacts/unprovable',
      facts: { constraint: expect.stringContaining('not the square') },
    });
    expect(JSON.stringify(failure)).not.toContain(inputs.secret);
    // It goes on working.
    expect(await prover.verifyBatch(artifacts, proved)).toBe(true);
  });

  test('error: a statement other than the executed one', async () => {
    await expect(
      prover.proveBatch(artifacts, { ...fixtureStatement, publicInputs: [25n, 100n, 4n] }),
    ).rejects.toMatchObject({
      code: 'artifacts/public-inputs-mismatch',
      facts: { field: 'publicInputs[2]', given: 3n, expected: 4n },
    });
  });

  test('error: a batch of another shape', async () => {
    await expect(prover.proveBatch(artifacts, { ...fixtureStatement, shape: 'other' })).rejects.toMatchObject({
      code: 'artifacts/wrong-shape',
      facts: { given: 'other', expected: 'fixture' },
    });
  });
});

test('behavior: the native verifier rejects proofs under the development string, so it is never asked', async () => {
  const artifacts = await loadCircuitArtifacts('fixture', fixtureCircuit, { cacheDir, referenceString: 'development' });
  const prover = await createProver();
  const proved = await prover.proveBatch(artifacts, fixtureStatement);
  const native = await startNativeProver({ crsPath: artifacts.referenceString.path });
  const verify = native.call('circuitVerify', (api) => verifyNatively(api, artifacts.verificationKey, proved));
  expect(await verify).toBe(false);
  expect(await prover.verifyBatch(artifacts, proved)).toBe(true);
  await native.destroy();
  await prover.destroy();
});

test('error: a destroyed prover', async () => {
  const artifacts = await loadCircuitArtifacts('fixture', fixtureCircuit, { cacheDir, referenceString: 'development' });
  const prover = await createProver();
  await prover.destroy();
  await expect(prover.proveBatch(artifacts, fixtureStatement)).rejects.toMatchObject({
    code: 'artifacts/prover-destroyed',
  });
});

test('error: destroyed while its native process starts, which ends all the same', async () => {
  const artifacts = await loadCircuitArtifacts('fixture', fixtureCircuit, { cacheDir, referenceString: 'development' });
  const prover = await createProver();
  const create = Barretenberg.new.bind(Barretenberg);
  const ended = vi.fn();
  const started = vi.spyOn(Barretenberg, 'new').mockImplementation(async (options) => {
    const native = await create(options);
    const end = native.destroy.bind(native);
    native.destroy = async () => {
      ended();
      await end();
    };
    await prover.destroy();
    return native;
  });
  await expect(prover.proveBatch(artifacts, fixtureStatement)).rejects.toMatchObject({
    code: 'artifacts/prover-destroyed',
  });
  started.mockRestore();
  expect(ended).toHaveBeenCalledOnce();
});
