import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { zKey } from 'snarkjs';
import { keccak256, stringToBytes } from 'viem';
import { beforeAll, describe, expect, test } from 'vitest';
import { smallCircuit } from '../../../test-support/smallCircuit.js';
import { temporaryFolder } from '../../../test-support/temporaryFolder.js';
import { FIELD_MODULUS } from '../../core/field.js';
import { runScript } from '../artifacts/runScript.js';
import { loadStatementArtifacts } from './loadStatementArtifacts.js';
import { makeDevelopmentKey } from './makeDevelopmentKey.js';
import { DEVELOPMENT_POWERS } from './powersOfTau.js';
import type { ProvingKey, StatementCircuit } from './statementArtifacts.js';
import { withCurve } from './withCurve.js';

const folder = temporaryFolder();
const LEVEL = 5;

describe('a small circuit', () => {
  let circuit: StatementCircuit;
  let key: ProvingKey;
  const ptau = join(folder, 'development.ptau');

  beforeAll(async () => {
    circuit = await smallCircuit(join(folder, 'circuit'));
    key = await makeDevelopmentKey({ circuit, cacheDir: join(folder, 'first') });
    await runScript('make-development-ptau.mjs', { ptau, level: LEVEL, powers: DEVELOPMENT_POWERS });
  });

  test('default: the key is, byte for byte, what snarkjs makes of the secrets’ powers of tau', async () => {
    const { beacon } = DEVELOPMENT_POWERS;
    const [initial, final] = [join(folder, 'initial.zkey'), join(folder, 'final.zkey')];
    await withCurve(async () => {
      await zKey.newZKey(circuit.r1cs, ptau, initial);
      await zKey.beacon(initial, final, 'development', beacon.hash, beacon.iterationsExponent);
    });
    expect((await readFile(key.zkey)).equals(await readFile(final))).toBe(true);
  });

  test('behavior: snarkjs zkey verify accepts it', async () => {
    const files = { r1cs: circuit.r1cs, ptau, zkey: key.zkey };
    expect(await runScript('verify-proving-key.mjs', files)).toMatchObject({
      valid: true,
      verificationKey: key.verificationKey,
      contributions: key.setup.contributions,
    });
  });

  test('behavior: two makes give the same file', async () => {
    const again = await makeDevelopmentKey({ circuit, cacheDir: join(folder, 'second') });
    expect(again.zkey).not.toBe(key.zkey);
    expect(again.setup).toEqual(key.setup);
    expect((await readFile(again.zkey)).equals(await readFile(key.zkey))).toBe(true);
  });

  test('behavior: the second phase has one contribution, so that γ ≠ δ', () => {
    expect(key.setup.contributions).toMatchObject([{ kind: 'beacon', name: 'development' }]);
    expect(key.verificationKey.vk_delta_2).not.toEqual(key.verificationKey.vk_gamma_2);
  });

  test('error: constraints that are none', async () => {
    const broken = { ...circuit, r1cs: ptau, r1csHash: 'other' };
    await expect(makeDevelopmentKey({ circuit: broken, cacheDir: folder })).rejects.toMatchObject({
      code: 'artifacts/setup-failed',
    });
  });
});

test('behavior: the secrets are the published ones', () => {
  const drawn = (name: string) => keccak256(stringToBytes(`tallystick development ${name}`));
  const { alpha, beta, beacon } = DEVELOPMENT_POWERS;
  expect(alpha).toBe(BigInt(drawn('alpha')) % FIELD_MODULUS);
  expect(beta).toBe(BigInt(drawn('beta')) % FIELD_MODULUS);
  expect(`0x${beacon.hash}`).toBe(drawn('beacon'));
});

// Raised with every change of a circuit: what any machine has to come to.
test.each([
  ['uptime', '0x707f5321e0a9b4fa8bb3bdb17346e5f59b30c0fd75d3b793ef551409c1d33d2f'],
  ['usage', '0xb0c7fabe6efc460952bb95a3df4ce1ca37d899447fb764a3a57eaaace624f6c9'],
] as const)(
  'behavior: the development key of %s is the same on every machine, with γ ≠ δ',
  async (statement, zkeyHash) => {
    const { setup, verificationKey } = await loadStatementArtifacts({ statement });
    expect(setup).toMatchObject({ kind: 'development', zkeyHash });
    expect(verificationKey.vk_delta_2).not.toEqual(verificationKey.vk_gamma_2);
  },
);
