import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { zKey } from 'snarkjs';
import { beforeAll, expect, test } from 'vitest';
import { smallCircuit } from '../../../test-support/smallCircuit.js';
import { temporaryFolder } from '../../../test-support/temporaryFolder.js';
import { runScript } from '../artifacts/runScript.js';
import { checkCeremonyKey } from './checkCeremonyKey.js';
import { makeDevelopmentKey } from './makeDevelopmentKey.js';
import { DEVELOPMENT_POWERS, POWERS_OF_TAU } from './powersOfTau.js';
import type { StatementCircuit } from './statementArtifacts.js';
import { withCurve } from './withCurve.js';

const folder = temporaryFolder();
const at = (name: string) => join(folder, name);
const ptau = at('powers.ptau');
const zkey = at('final.zkey');
let circuit: StatementCircuit;
/** The powers of tau of this test's ceremony, in the place of the published ones. */
let powersOfTau: Record<string, string>;

/** A whole second phase in small: two people, then a beacon. */
beforeAll(async () => {
  circuit = await smallCircuit(at('circuit'));
  const powers = { ...DEVELOPMENT_POWERS, tau: 123_456_789n };
  await runScript('make-development-ptau.mjs', { ptau, level: 5, powers });
  powersOfTau = {
    'powers.ptau': createHash('blake2b512')
      .update(await readFile(ptau))
      .digest('hex'),
  };
  await withCurve(async () => {
    await zKey.newZKey(circuit.r1cs, ptau, at('0.zkey'));
    await zKey.contribute(at('0.zkey'), at('1.zkey'), 'Alice', 'the secret of Alice');
    await zKey.contribute(at('1.zkey'), at('2.zkey'), 'Bob', 'the secret of Bob');
    await zKey.beacon(at('2.zkey'), zkey, 'a block', '0102030405060708', 10);
    await zKey.beacon(at('0.zkey'), at('beacon.zkey'), 'a block', '0102030405060708', 10);
  });
});

const check = (changes: object = {}, cacheDir = at('cache')) =>
  checkCeremonyKey({ circuit, ptau, zkey, cacheDir, powersOfTau, ...changes });

test('default: takes a key with its transcript, copies it, and remembers', async () => {
  const key = await check();
  expect(key.setup).toMatchObject({
    kind: 'ceremony',
    ptauHash: `0x${powersOfTau['powers.ptau']}`,
    zkeyHash: `0x${createHash('sha256')
      .update(await readFile(zkey))
      .digest('hex')}`,
    contributions: [
      { kind: 'contribution', name: 'Alice' },
      { kind: 'contribution', name: 'Bob' },
      { kind: 'beacon', name: 'a block' },
    ],
  });
  expect((await readFile(key.zkey)).equals(await readFile(zkey))).toBe(true);
  expect(key.verificationKey.vk_delta_2).not.toEqual(key.verificationKey.vk_gamma_2);
  const steps: string[] = [];
  const again = await check({
    ptau: 'not needed any more',
    onProgress: ({ step }: { step: string }) => steps.push(step),
  });
  expect(again).toEqual(key);
  expect(steps).toEqual([]);
});

test('behavior: the hashes of the contributions are those that snarkjs prints', async () => {
  const { setup } = await check();
  const printed: string[] = [];
  const note = (line: string) => printed.push(line);
  await withCurve(() =>
    zKey.verifyFromR1cs(circuit.r1cs, ptau, zkey, { info: note, debug() {}, warn() {}, error() {} }),
  );
  const digits = printed
    .filter((line) => line.startsWith('contribution #'))
    .map((line) => line.replace(/^.*\n|\s/g, ''));
  expect(digits.map((hash) => hash.slice(-128)).reverse()).toEqual(
    setup.contributions.map(({ hash }) => hash.slice(2)),
  );
});

const refused = (reason: RegExp) => ({
  code: 'artifacts/zkey-refused',
  facts: { field: 'zkey', reason: expect.stringMatching(reason) },
});

test.each([
  ['no contribution', () => at('0.zkey'), /no contribution from a secret/],
  ['a beacon only, which everybody knows', () => at('beacon.zkey'), /no contribution from a secret/],
  ['a file that is none', () => ptau, /Not a zkey file/],
])('error: a key with %s', async (_name, file, reason) => {
  await expect(check({ zkey: file() })).rejects.toMatchObject(refused(reason));
});

test('error: a key of the same secrets for another circuit, a key of other powers of tau', async () => {
  const other = await smallCircuit(at('other'), 21);
  await expect(check({ circuit: other })).rejects.toMatchObject(refused(/circuit/i));
  const development = await makeDevelopmentKey({ circuit, cacheDir: at('development') });
  await expect(check({ zkey: development.zkey })).rejects.toMatchObject(refused(/./));
});

test.each([
  ['header', 0.02],
  ['points', 0.5],
  // The beacon's value.
  ['transcript', 1],
])('error: a key with a byte changed in its %s', async (name, part) => {
  const bytes = await readFile(zkey);
  const place = Math.floor((bytes.length - 1) * part);
  bytes.writeUInt8(bytes.readUInt8(place) ^ 1, place);
  const damaged = at(`damaged-${name}.zkey`);
  await writeFile(damaged, bytes);
  await expect(check({ zkey: damaged })).rejects.toMatchObject(refused(/./));
});

test('error: powers of tau that nobody published', async () => {
  await expect(check({ powersOfTau: POWERS_OF_TAU })).rejects.toMatchObject({
    code: 'artifacts/ptau-unknown',
    facts: { field: 'ptau', given: ptau, blake2b: powersOfTau['powers.ptau'] },
  });
});

test.each(['ptau', 'zkey'])('error: no such %s', async (field) => {
  const failing = check({ [field]: at('nothing') }, at('empty'));
  await expect(failing).rejects.toMatchObject({
    code: 'artifacts/ceremony-file-unreadable',
    facts: { field, given: at('nothing') },
  });
});

test('behavior: the pinned powers of tau are of 15 sizes, each with a hash of its own', () => {
  expect(Object.keys(POWERS_OF_TAU)).toHaveLength(15);
  expect(new Set(Object.values(POWERS_OF_TAU)).size).toBe(15);
  for (const hash of Object.values(POWERS_OF_TAU)) expect(hash).toMatch(/^[0-9a-f]{128}$/);
});
