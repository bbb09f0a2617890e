import { beforeAll, describe, expect, test } from 'vitest';
import { callVerifier } from '../../../test-support/callVerifier.js';
import { statementInputs } from '../../../test-support/statementInputs.js';
import { FIELD_MODULUS } from '../../core/field.js';
import { loadStatementArtifacts } from './loadStatementArtifacts.js';
import { BASE_FIELD_MODULUS, toProofArgument } from './proof.js';
import { proveGroth16 } from './proveGroth16.js';
import type { StatementArtifacts } from './statementArtifacts.js';
import { statementVerifier } from './statementVerifier.js';
import { verifyGroth16 } from './verifyGroth16.js';

/** Most that a call may cost: with every public input other than 0. */
const MOST_GAS = { uptime: 240_000n, usage: 220_000n };

describe.each(['uptime', 'usage'] as const)('%s', (statement) => {
  const { inputs, publicInputs } = statementInputs()[statement];
  let artifacts: StatementArtifacts;
  let made: Awaited<ReturnType<typeof proveGroth16>>;
  let proof: readonly bigint[];

  beforeAll(async () => {
    artifacts = await loadStatementArtifacts({ statement });
    made = await proveGroth16({ artifacts, inputs, publicInputs });
    proof = toProofArgument(made.proof);
  });

  const answer = async (words: readonly bigint[], values: readonly bigint[]) =>
    (await callVerifier(artifacts.verifier, words, values)).answer;
  const changed = (values: readonly bigint[], at: number, value: (old: bigint) => bigint) =>
    values.map((old, i) => (i === at ? value(old) : old));

  test('default: takes an honest proof, as snarkjs does', async () => {
    const { verificationKey } = artifacts;
    expect(await verifyGroth16({ verificationKey, publicInputs, proof: made.proof })).toBe(true);
    expect(await answer(proof, publicInputs)).toBe(true);
  });

  test('behavior: stays within its gas, whatever the public inputs', async () => {
    const { gasUsed } = await callVerifier(
      artifacts.verifier,
      proof,
      publicInputs.map((input) => input || 1n),
    );
    expect(gasUsed).toBeLessThanOrEqual(MOST_GAS[statement]);
    const zeros = await callVerifier(
      artifacts.verifier,
      proof,
      publicInputs.map(() => 0n),
    );
    console.info(`${statement}: at most ${gasUsed} gas, ${gasUsed - zeros.gasUsed} less without inputs`);
    expect(zeros.gasUsed).toBeLessThan(gasUsed - 6_000n * BigInt(publicInputs.length));
  });

  test('error: every public input changed, negated, zeroed or not canonical', async () => {
    const { verificationKey } = artifacts;
    for (const [i, value] of publicInputs.entries()) {
      for (const other of [value ^ 1n, FIELD_MODULUS - value - 1n, value === 0n ? 1n : 0n]) {
        const values = changed(publicInputs, i, () => other);
        expect(await answer(proof, values), `public input ${i} = ${other}`).toBe(false);
      }
      const flipped = changed(publicInputs, i, (old) => old ^ 1n);
      expect(await verifyGroth16({ verificationKey, publicInputs: flipped, proof: made.proof })).toBe(false);
      expect(
        await answer(
          proof,
          changed(publicInputs, i, (old) => old + FIELD_MODULUS),
        ),
        `input ${i} + r`,
      ).toBe(false);
    }
    expect(await answer(proof, [...publicInputs].reverse())).toBe(false);
  });

  test('error: every word of the proof changed, beyond the field, or 0', async () => {
    for (const at of proof.keys()) {
      for (const value of [(old: bigint) => old ^ 1n, (old: bigint) => old + BASE_FIELD_MODULUS, () => 0n]) {
        expect(await answer(changed(proof, at, value), publicInputs), `word ${at}`).toBe(false);
      }
    }
  });

  test('error: points at infinity, other points of the groups, swapped coordinates', async () => {
    const [ax = 0n, ay = 0n, b0 = 0n, b1 = 0n, b2 = 0n, b3 = 0n, cx = 0n, cy = 0n] = proof;
    const others = [
      Array(8).fill(0n),
      [0n, 0n, b0, b1, b2, b3, cx, cy],
      [ax, ay, 0n, 0n, 0n, 0n, cx, cy],
      [ax, ay, b0, b1, b2, b3, 0n, 0n],
      [ax, BASE_FIELD_MODULUS - ay, b0, b1, b2, b3, cx, cy],
      [cx, cy, b0, b1, b2, b3, ax, ay],
      [ax, ay, b1, b0, b3, b2, cx, cy],
    ];
    for (const words of others) expect(await answer(words, publicInputs)).toBe(false);
  });

  test('behavior: the negative of both points is the same proof, as of every Groth16 proof', async () => {
    const [ax = 0n, ay = 0n, b0 = 0n, b1 = 0n, b2 = 0n, b3 = 0n, cx = 0n, cy = 0n] = proof;
    const negated = [ax, BASE_FIELD_MODULUS - ay, b0, b1, BASE_FIELD_MODULUS - b2, BASE_FIELD_MODULUS - b3, cx, cy];
    expect(await answer(negated, publicInputs)).toBe(true);
  });

  test('behavior: the source warns of development keys, and of those only', () => {
    const source = (kind: 'development' | 'ceremony') =>
      statementVerifier({
        statement: { name: statement, publicInputs: [...artifacts.publicInputs] },
        verificationKey: artifacts.verificationKey,
        setup: { kind },
      }).source;
    expect(source('development')).toBe(artifacts.verifier.source);
    expect(source('development')).toContain('INSECURE');
    expect(source('ceremony')).not.toContain('INSECURE');
  });
});
