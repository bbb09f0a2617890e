import { beforeAll, describe, expect, test } from 'vitest';
import { createCommittee, EPOCH, testAddress, UPTIME_PROVIDER } from '../../../test-support/createCommittee.js';
import { TallystickError } from '../../core/errors/TallystickError.js';
import { FIELD_MODULUS, fieldToHex } from '../../core/field.js';
import type { ProgressEvent } from '../../core/progress/ProgressEvent.js';
import { loadStatementArtifacts } from '../../proving/groth16/loadStatementArtifacts.js';
import { BASE_FIELD_MODULUS, fromProofArgument, toProofArgument } from '../../proving/groth16/proof.js';
import type { StatementArtifacts } from '../../proving/groth16/statementArtifacts.js';
import type { WatchOpening } from './opening.js';
import { loadPoseidon } from './poseidon.js';
import { type ProvedUptime, type ProveUptimeParameters, proveUptime } from './proveUptime.js';
import { parseUptimeProof, serializeUptimeProof } from './statement.js';
import { verifyUptime } from './verifyUptime.js';

const ALL = 2n ** 96n - 1n;
/** Slots 0 to 2 were down for all; member 3 lies, member 4 posted nothing. */
const BITMAPS = [ALL - 7n, ALL - 7n, ALL - 15n, ALL, undefined];

let artifacts: StatementArtifacts<'uptime'>;
let proved: ProvedUptime;
const events: ProgressEvent[] = [];

beforeAll(async () => {
  await loadPoseidon();
  artifacts = await loadStatementArtifacts({ statement: 'uptime' });
  proved = await proveUptime({ ...createCommittee(BITMAPS), artifacts, onProgress: (event) => events.push(event) });
});

describe('proveUptime', () => {
  test('default: states the missed slots, and its proof verifies', async () => {
    const { provider, epoch, roots } = createCommittee(BITMAPS);
    expect(proved).toMatchObject({ statement: 'uptime', provider, epoch, roots, missedSlots: 3 });
    const { verificationKey } = artifacts;
    expect(await verifyUptime({ verificationKey, proof: proved, expected: { provider, epoch, roots } })).toBe(true);
  });

  test('default: reports its steps', () => {
    expect(events.map(({ step, status }) => `${step} ${status}`)).toEqual([
      'check start',
      'check done',
      'witness start',
      'witness done',
      'prove start',
      'prove done',
      'verify start',
      'verify done',
    ]);
  });

  test('behavior: proofs that are made at once are both right, and differ', async () => {
    const committee = createCommittee(BITMAPS);
    const proofs = await Promise.all([
      proveUptime({ ...committee, artifacts }),
      proveUptime({ ...committee, artifacts }),
    ]);
    for (const proof of proofs) {
      const { verificationKey } = artifacts;
      expect(await verifyUptime({ verificationKey, proof, expected: committee })).toBe(true);
    }
    expect(proofs[0].proof).not.toEqual(proofs[1].proof);
  });

  test('behavior: a member with a root may be left out, which only costs', async () => {
    const committee = createCommittee(BITMAPS);
    const openings = committee.openings.map((opening, i) => (i === 3 ? undefined : opening));
    // Of the three that are left, one saw a fourth slot down.
    expect(await proveUptime({ ...committee, openings, artifacts })).toMatchObject({ missedSlots: 4 });
  });

  const bad: [string, string, Change, object][] = [
    ['epoch', 'uptime/out-of-range', { epoch: 2 ** 32 }, { given: 2 ** 32 }],
    ['provider', 'uptime/malformed', { provider: '0x12' }, { given: '0x12' }],
    ['roots', 'uptime/out-of-range', { roots: [1n] }, { given: '1 roots', expected: '5 roots' }],
    ['roots[2]', 'uptime/out-of-range', ({ roots }) => ({ roots: replaced(roots, 2, FIELD_MODULUS) }), {}],
    ['openings', 'uptime/out-of-range', { openings: [] }, { given: '0 entries', expected: '5 entries' }],
    ['committee', 'uptime/out-of-range', { committee: [UPTIME_PROVIDER] }, { given: '1 entries' }],
    ['roots[1]', 'uptime/opening-mismatch', ({ roots }) => ({ roots: replaced(roots, 1, 0n) }), { given: 0n }],
    ['openings[2].bitmap', 'uptime/out-of-range', opening(2, { bitmap: 2n ** 96n }), {}],
    ['openings[2].salt', 'uptime/malformed', opening(2, { salt: FIELD_MODULUS }), {}],
    ['openings[2].index', 'uptime/out-of-range', opening(2, { index: 4 ** 8 }), { given: 4 ** 8 }],
    ['openings[2].siblings', 'uptime/malformed', opening(2, { siblings: [] }), { expected: 'field elements, [8][3]' }],
    [
      'openings[2].siblings[1][2]',
      'uptime/malformed',
      opening(2, ({ siblings }) => ({ siblings: replaced(siblings, 1, [0n, 0n, -1n]) })),
      {},
    ],
    [
      'openings[2].watcher',
      'uptime/opening-mismatch',
      opening(2, { watcher: testAddress(9) }),
      { expected: testAddress(2) },
    ],
    [
      'openings[0].root',
      'uptime/opening-mismatch',
      ({ roots }) => ({ roots: replaced(roots, 0, 5n) }),
      { expected: 5n },
    ],
    [
      'openings[2]',
      'uptime/opening-mismatch',
      opening(2, ({ bitmap }) => ({ bitmap: bitmap ^ 1n })),
      { given: expect.any(BigInt) },
    ],
    ['openings[2]', 'uptime/opening-mismatch', opening(2, ({ index }) => ({ index: index ^ 1 })), {}],
    [
      'openings[0].watcher',
      'uptime/opening-mismatch',
      ({ openings, roots }) => ({
        openings: [openings[1], openings[0], ...openings.slice(2)],
        roots: [roots[1] ?? 0n, roots[0] ?? 0n, ...roots.slice(2)],
      }),
      { given: testAddress(1), expected: testAddress(0) },
    ],
  ];
  test.each(bad)('error: %s (%s)', async (field, code, change, facts) => {
    const committee = createCommittee(BITMAPS);
    const changed = typeof change === 'function' ? change(committee) : change;
    const failure = await proveUptime({ artifacts, ...committee, ...(changed as object) }).catch(
      (error: unknown) => error,
    );
    expect(failure).toBeInstanceOf(TallystickError);
    expect(failure).toMatchObject({ code, facts: { field, ...facts } });
    // What the watchers saw and what hides it are in no error.
    const text = `${failure} ${JSON.stringify(failure)}`;
    for (const { salt, bitmap } of committee.openings.flatMap((opening) => opening ?? [])) {
      for (const secret of [salt.toString(), fieldToHex(salt), bitmap.toString(), bitmap.toString(16)]) {
        expect(text).not.toContain(secret);
      }
    }
  });

  test("error: another provider's openings", async () => {
    const ours = createCommittee(BITMAPS);
    const theirs = createCommittee(BITMAPS, { provider: testAddress(77) });
    await expect(
      proveUptime({ artifacts, ...ours, openings: theirs.openings, roots: theirs.roots }),
    ).rejects.toMatchObject({
      code: 'uptime/opening-mismatch',
      facts: { field: 'openings[0].provider', given: testAddress(77), expected: UPTIME_PROVIDER },
    });
    // With the name changed too, the leaf no longer lies under the root.
    const renamed = theirs.openings.map((opening) => opening && { ...opening, provider: UPTIME_PROVIDER });
    await expect(proveUptime({ artifacts, ...ours, openings: renamed, roots: theirs.roots })).rejects.toMatchObject({
      code: 'uptime/opening-mismatch',
      facts: { field: 'openings[0]' },
    });
  });

  test("error: another epoch's openings", async () => {
    const now = createCommittee(BITMAPS);
    const before = createCommittee(BITMAPS, { epoch: EPOCH - 1 });
    const { openings, roots } = before;
    await expect(proveUptime({ artifacts, ...now, openings, roots })).rejects.toMatchObject({
      code: 'uptime/opening-mismatch',
      facts: { field: 'openings[0].epoch', given: EPOCH - 1, expected: EPOCH },
    });
    const redated = openings.map((opening) => opening && { ...opening, epoch: EPOCH });
    await expect(proveUptime({ artifacts, ...now, openings: redated, roots })).rejects.toMatchObject({
      code: 'uptime/opening-mismatch',
      facts: { field: 'openings[0]' },
    });
  });

  test('error: one watcher twice, where the committee is not given', async () => {
    const { committee: _, ...given } = createCommittee(BITMAPS);
    const openings = replaced(given.openings, 1, given.openings[0]);
    const roots = replaced(given.roots, 1, given.roots[0] ?? 0n);
    await expect(proveUptime({ artifacts, ...given, openings, roots })).rejects.toMatchObject({
      code: 'uptime/opening-mismatch',
      facts: { field: 'openings[1].watcher', expected: 'another watcher than openings[0]' },
    });
  });

  test('error: the artifacts of another statement', async () => {
    const others = { ...artifacts, statement: 'usage' } as unknown as typeof artifacts;
    await expect(proveUptime({ ...createCommittee(BITMAPS), artifacts: others })).rejects.toMatchObject({
      code: 'statement/wrong-artifacts',
      facts: { given: 'usage', expected: 'uptime' },
    });
  });
});

describe('verifyUptime', () => {
  const statement = () => createCommittee(BITMAPS);
  const verify = (proof = {}, expected = {}) =>
    verifyUptime({
      verificationKey: artifacts.verificationKey,
      proof: { ...proved, ...proof },
      expected: { ...statement(), ...expected },
    });

  test('default: the proof through JSON and through its form on the chain', async () => {
    const json = JSON.parse(JSON.stringify(serializeUptimeProof(proved)));
    expect(json.proof).toHaveLength(8);
    const parsed = parseUptimeProof(json);
    expect(parsed).toEqual((({ witnessMs, proveMs, ...proof }) => proof)(proved));
    expect(await verify(parsed)).toBe(true);
    expect(fromProofArgument(toProofArgument(proved.proof))).toEqual(proved.proof);
    expect(await verify({}, { missedSlots: 3 })).toBe(true);
  });

  test('behavior: another statement than expected is refused', async () => {
    expect(await verify({}, { missedSlots: 2 })).toBe(false);
    expect(await verify({}, { epoch: EPOCH + 1 })).toBe(false);
    expect(await verify({}, { provider: testAddress(1) })).toBe(false);
    expect(await verify({}, { roots: replaced(statement().roots, 4, 1n) })).toBe(false);
  });

  test('behavior: every public input that is changed, or raised by the modulus, makes the proof invalid', async () => {
    const changed = [
      { missedSlots: 2 },
      { provider: testAddress(1) },
      { epoch: EPOCH + 1 },
      ...[0, 1, 2, 3, 4].map((i) => ({ roots: replaced(proved.roots, i, (proved.roots[i] ?? 0n) ^ 1n) })),
    ];
    for (const change of changed) expect(await verify(change, change)).toBe(false);
    for (const i of [0, 1, 2, 3, 4]) {
      const roots = replaced(proved.roots, i, (proved.roots[i] ?? 0n) + FIELD_MODULUS);
      expect(await verify({ roots })).toBe(false);
    }
    expect(await verify({ missedSlots: Number.NaN })).toBe(false);
  });

  test('behavior: every word of the proof that is changed, or raised by the modulus, makes it invalid', async () => {
    const words = toProofArgument(proved.proof);
    for (const [i, word] of words.entries()) {
      expect(await verify({ proof: fromProofArgument(replaced(words, i, word ^ 1n)) })).toBe(false);
    }
    const { a, b, c } = proved.proof;
    expect(await verify({ proof: { a: [a[0] + BASE_FIELD_MODULUS, a[1]], b, c } })).toBe(false);
    expect(await verify({ proof: { a, b, c: [0n, 0n] } })).toBe(false);
  });

  test.each([
    ['roots', 'uptime/out-of-range', [1n], 'roots'],
    ['provider', 'uptime/malformed', 'me', 'expected.provider'],
    ['epoch', 'uptime/out-of-range', 1.5, 'expected.epoch'],
  ])('error: expected %s that are none', async (name, code, value, field) => {
    const change = { [name]: value };
    await expect(verify(change, change)).rejects.toMatchObject({ code, facts: { field } });
  });
});

describe('parseUptimeProof', () => {
  test.each<[string, unknown]>([
    ['statement', 'usage'],
    ['provider', '0x0'],
    ['epoch', -1],
    ['roots', []],
    ['roots[3]', `0x${'f'.repeat(64)}`],
    ['missedSlots', 97],
    ['proof', ['0x0']],
    ['proof[7]', '7'],
    ['proof[0]', fieldToHex(BASE_FIELD_MODULUS)],
    ['more', 1],
  ])('error: %s = %s', (field, value) => {
    const json = serializeUptimeProof(proved) as unknown as Record<string, unknown>;
    const [, name = field, at] = /^(\w+)\[(\d)\]$/.exec(field) ?? [];
    const list = json[name];
    json[name] = at === undefined ? value : (list as unknown[]).map((item, i) => (i === Number(at) ? value : item));
    expect(() => parseUptimeProof(json)).toThrow(
      expect.objectContaining({ code: 'statement/malformed', facts: expect.objectContaining({ field }) }),
    );
  });
});

type Committee = ReturnType<typeof createCommittee>;
type Change = Partial<Omit<ProveUptimeParameters, 'provider'> & { provider: string }> | ((given: Committee) => Change);

function opening(at: number, change: Partial<WatchOpening> | ((given: WatchOpening) => Partial<WatchOpening>)): Change {
  return ({ openings }) => ({
    openings: openings.map((given, i) =>
      given === undefined || i !== at
        ? given
        : { ...given, ...(typeof change === 'function' ? change(given) : change) },
    ),
  });
}

function replaced<Item>(items: readonly Item[], at: number, item: Item): Item[] {
  return items.map((old, i) => (i === at ? item : old));
}
