import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createCommittee, EPOCH, testAddress, UPTIME_PROVIDER } from '../../test-support/createCommittee.js';
import { loadStatementArtifacts } from '../proving/groth16/loadStatementArtifacts.js';
import { serializeWatchOpening } from '../statements/uptime/opening.js';
import { loadPoseidon } from '../statements/uptime/poseidon.js';
import { runCli } from './runCli.js';

const ALL = 2n ** 96n - 1n;
/** Slot 0 was down for all, slot 1 for one alone. */
const BITMAPS = [ALL - 1n, ALL - 3n, ALL - 1n, undefined, undefined];

let folder: string;
const inFolder = (name: string): string => join(folder, name);
const readJson = async (name: string) => JSON.parse(await readFile(inFolder(name), 'utf8'));
const writeJson = (name: string, value: unknown) => writeFile(inFolder(name), JSON.stringify(value));

async function run(words: string, ...more: string[]) {
  let out = '';
  let err = '';
  const code = await runCli([...words.split(' '), ...more], {
    stdout: { write: (text: string) => (out += text) },
    stderr: { write: (text: string) => (err += text) },
    env: {},
    now: () => 1_800_000_000,
    pause: async () => {},
  });
  return { code, out, err };
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tallystick-cli-statements-'));
  await loadPoseidon();
  // Made here where there are none yet: a hook may take its time.
  await loadStatementArtifacts({ statement: 'uptime' });
  const openings = createCommittee(BITMAPS).openings.flatMap((opening) => opening ?? []);
  for (const [i, opening] of openings.entries()) await writeJson(`opening${i}.json`, serializeWatchOpening(opening));
  await writeJson('all.json', openings.map(serializeWatchOpening));
});
afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

const openingFiles = () => ['--opening', ...[0, 1, 2].map((i) => inFolder(`opening${i}.json`))];

describe('prove uptime, offline', () => {
  test('default: from files to a proof that verifies', async () => {
    const proved = await run(
      'prove uptime',
      ...openingFiles(),
      '--out',
      inFolder('uptime.json'),
      '--json',
      inFolder('result.json'),
    );
    expect(proved).toMatchObject({ code: 0 });
    expect(proved.out).toMatch(/missed slots +2 of 96/);
    expect(proved.out).toMatch(/members +3 of 5/);
    for (const step of ['check', 'witness', 'prove', 'verify'])
      expect(proved.err).toMatch(new RegExp(`${step}: .*done`));
    expect(await readJson('uptime.json')).toMatchObject({
      statement: 'uptime',
      provider: UPTIME_PROVIDER,
      epoch: EPOCH,
      missedSlots: 2,
      roots: createCommittee(BITMAPS).roots.map((root) => `0x${root.toString(16).padStart(64, '0')}`),
    });
    expect(await readJson('result.json')).toMatchObject({
      missedSlots: 2,
      members: 3,
      leftOut: [],
      setup: 'development',
    });
    // Whoever gets the proof, or the log of a build, learns nothing that a watcher saw.
    const { salt, bitmap } = await readJson('opening0.json');
    const all =
      proved.out + proved.err + JSON.stringify([await readJson('uptime.json'), await readJson('result.json')]);
    expect(all).not.toContain(salt.slice(2));
    expect(all).not.toContain(bitmap.slice(2));

    const verified = await run('verify', inFolder('uptime.json'), '--json', inFolder('verified.json'));
    expect(verified).toMatchObject({ code: 0 });
    expect(verified.out).toMatch(/valid +yes\nstatement +uptime/);
    expect(verified.out).toMatch(/checked by +the key alone/);
    expect(await readJson('verified.json')).toMatchObject({ valid: true, checkedBy: 'key', missedSlots: 2 });
  });

  test('behavior: a list in one file, printed where no file is named', async () => {
    const { code, out } = await run('prove uptime', '--opening', inFolder('all.json'));
    expect(code).toBe(0);
    const [, json = ''] = /^proof +(\{.*\})$/m.exec(out) ?? [];
    expect(JSON.parse(json)).toMatchObject({ statement: 'uptime', missedSlots: 2 });
  });

  test('error: a proof that was changed', async () => {
    const proof = await readJson('uptime.json');
    await writeJson('changed.json', { ...proof, missedSlots: 1 });
    const { code, err } = await run('verify', inFolder('changed.json'), '--json', inFolder('invalid.json'));
    expect(code).toBe(1);
    expect(err).toContain('error statement/invalid-proof:');
    expect(await readJson('invalid.json')).toMatchObject({ error: { code: 'statement/invalid-proof' } });
  });

  test('error: a file that is no proof', async () => {
    const { code, err } = await run('verify', inFolder('opening0.json'));
    expect(code).toBe(1);
    expect(err).toContain('error statement/malformed:');
    expect(err).toContain('field: statement');
    expect((await run('verify', inFolder('nothing.json'))).err).toContain('error cli/file-unreadable:');
  });

  test('error: an opening that was changed, and nothing of it is shown', async () => {
    const opening = await readJson('opening1.json');
    await writeJson('changed.json', { ...opening, bitmap: `0x${'f'.repeat(24)}` });
    const { code, err, out } = await run(
      'prove uptime',
      '--opening',
      inFolder('opening0.json'),
      inFolder('changed.json'),
    );
    expect(code).toBe(1);
    expect(err).toContain('error uptime/opening-mismatch:');
    expect(err).toContain('field: openings[1]');
    expect(err + out).not.toContain(opening.salt.slice(2));
  });

  test('error: openings of another provider or epoch than asked for', async () => {
    const other = await run('prove uptime', ...openingFiles(), '--provider', testAddress(5));
    expect(other).toMatchObject({ code: 1 });
    expect(other.err).toContain(
      `field: openings[0].provider\n  given: ${UPTIME_PROVIDER}\n  expected: ${testAddress(5)}`,
    );
    const later = await run('prove uptime', ...openingFiles(), '--epoch', `${EPOCH + 1}`);
    expect(later.err).toContain(`field: openings[0].epoch\n  given: ${EPOCH}\n  expected: ${EPOCH + 1}`);
  });

  test('error: the same opening twice', async () => {
    const { err } = await run('prove uptime', '--opening', inFolder('opening0.json'), inFolder('opening0.json'));
    expect(err).toContain('error uptime/opening-mismatch:');
    expect(err).toContain('expected: another watcher than openings[0]');
  });

  test.each([
    ['no opening at all', [], 'error uptime/out-of-range:'],
    ['a submission without a deployment', ['--submit'], 'error cli/option-missing:'],
    ['a deployment without an endpoint', ['--deployment', 'nowhere.json'], 'error chain/bad-deployment:'],
    ['an endpoint without a deployment', ['--rpc', 'http://127.0.0.1:1'], 'error cli/option-missing:'],
  ])('error: %s', async (_name, more, expected) => {
    const { code, err } = await run('prove uptime', ...more);
    expect(code).toBe(1);
    expect(err).toContain(expected);
  });

  test.each(['-1', '1.5', '4294967296', 'x'])('error: epoch %s is wrong usage', async (epoch) => {
    const { code, err } = await run('prove uptime', '--epoch', epoch);
    expect(code).toBe(2);
    expect(err).toContain('Expected the number of an epoch: a whole number from 0 to 4294967295.');
  });
});

describe('the other commands', () => {
  test.each([
    ['prove usage', '--min-increase <units>'],
    ['prove uptime', '--opening <file...>'],
    ['verify', 'Exit code 0: valid.'],
    ['rebuild', 'Needs no key.'],
  ])('behavior: %s has a help', async (words, text) => {
    const { code, out } = await run(words, '--help');
    expect(code).toBe(0);
    expect(out).toContain(text);
    expect(out).toContain('Example');
  });

  test.each([
    ['--resource', 'disk', 'Expected a resource: compute, storage or egress.'],
    ['--resource', 'constructor', 'Expected a resource: compute, storage or egress.'],
    ['--from-batch', '-1', 'Expected the number of a batch'],
    ['--to-batch', '1e3', 'Expected the number of a batch'],
    ['--min-increase', '17592186044416', 'Expected a whole number of units from 0 to 17592186044415'],
    ['--serial', '0', 'Expected an account serial'],
  ])('error: prove usage %s %s is wrong usage', async (option, value, expected) => {
    const { code, err } = await run('prove usage', option, value);
    expect(code).toBe(2);
    expect(err).toContain(expected);
  });
});
