import { beforeAll, describe, expect, test } from 'vitest';
import { createWorld } from '../../../test-support/createWorld.js';
import { executeBatch } from '../../batch/executeBatch.js';
import type { AccountState } from '../../core/account/account.js';
import { leafOf } from '../../core/account/leaf.js';
import { TallystickError } from '../../core/errors/TallystickError.js';
import { FIELD_MODULUS, fieldToHex } from '../../core/field.js';
import { loadCrypto } from '../../core/hash/crypto.js';
import { AccountTree } from '../../core/tree/AccountTree.js';
import { createMemoryNodeStore } from '../../core/tree/nodeStores.js';
import { UNIT_KEYS } from '../../core/units.js';
import { loadStatementArtifacts } from '../../proving/groth16/loadStatementArtifacts.js';
import { fromProofArgument, toProofArgument } from '../../proving/groth16/proof.js';
import type { StatementArtifacts } from '../../proving/groth16/statementArtifacts.js';
import type { UsageOpening } from './proveUsage.js';
import { type ProvedUsage, type ProveUsageParameters, proveUsage } from './proveUsage.js';
import type { UsageStatement } from './statement.js';
import { parseUsageProof, serializeUsageProof } from './statement.js';
import { verifyUsage } from './verifyUsage.js';

const PROVIDER = 2;
const ALLOWANCE = 3;
/** What the allowances acknowledge in the one batch between the two openings. */
const UNITS = { computeUnitSeconds: 120n, storageGibHours: 3n, egressMib: 2n ** 12n };

let artifacts: StatementArtifacts<'usage'>;
let before: UsageOpening;
let after: UsageOpening & { account: AccountState };
let allowance: UsageOpening;
/** An account that isn't there, in a tree without any. */
let empty: UsageOpening;
let statement: UsageStatement;
let proved: ProvedUsage;

beforeAll(async () => {
  await loadCrypto();
  artifacts = await loadStatementArtifacts({ statement: 'usage' });
  const world = await createWorld();
  const openingOf = async (serial: number) => {
    const { siblings, root } = await new AccountTree(world.nodes).path(serial);
    return { root, siblings, account: await world.account(serial) };
  };
  before = await openingOf(PROVIDER);
  const request = world.request({ settlements: [world.receipt(ALLOWANCE, UNITS)] });
  await world.commit(await executeBatch({ ...world, request }));
  after = await openingOf(PROVIDER);
  allowance = await openingOf(ALLOWANCE);
  const { root, siblings } = await new AccountTree(createMemoryNodeStore()).path(ALLOWANCE);
  empty = { root, siblings, account: undefined };
  statement = {
    serial: PROVIDER,
    rootBefore: before.root,
    rootAfter: after.root,
    resource: 'egressMib',
    minIncrease: 4000n,
  };
  proved = await proveUsage({ artifacts, serial: PROVIDER, before, after, resource: 'egressMib', minIncrease: 4000n });
});

const prove = (changes: Partial<ProveUsageParameters> = {}) =>
  proveUsage({ artifacts, serial: PROVIDER, before, after, resource: 'egressMib', minIncrease: 4000n, ...changes });
const verify = (proof = {}, expected = {}) =>
  verifyUsage({
    verificationKey: artifacts.verificationKey,
    proof: { ...proved, ...proof },
    expected: { ...statement, ...expected },
  });

describe('proveUsage', () => {
  test('default: states what was asked for, and its proof verifies', async () => {
    expect(proved).toMatchObject({ statement: 'usage', ...statement });
    expect(await verify()).toBe(true);
  });

  test.each(UNIT_KEYS)('behavior: %s, up to the whole increase and no further', async (resource) => {
    const minIncrease = UNITS[resource];
    const proof = await prove({ resource, minIncrease });
    expect(proof).toMatchObject({ resource, minIncrease });
    expect(await verify(proof, { resource, minIncrease })).toBe(true);
    await expect(prove({ resource, minIncrease: minIncrease + 1n })).rejects.toMatchObject({
      code: 'usage/insufficient-increase',
      facts: { field: 'minIncrease', resource, given: minIncrease + 1n, expected: `at most ${minIncrease}` },
    });
  });

  test('behavior: an account that was not open yet counts from 0', async () => {
    const proof = await prove({ before: empty, minIncrease: UNITS.egressMib });
    expect(await verify(proof, { rootBefore: empty.root, minIncrease: UNITS.egressMib })).toBe(true);
  });

  test('behavior: nothing is proved of no increase', async () => {
    expect(await prove({ before: after, minIncrease: 0n })).toMatchObject({ minIncrease: 0n });
  });

  const bad: [string, string, () => Partial<ProveUsageParameters>, object][] = [
    ['serial', 'usage/out-of-range', () => ({ serial: 0 }), { given: 0 }],
    ['serial', 'usage/out-of-range', () => ({ serial: 2 ** 32 }), {}],
    ['resource', 'usage/out-of-range', () => ({ resource: 'egress' as never }), { given: 'egress' }],
    ['minIncrease', 'usage/out-of-range', () => ({ minIncrease: 2n ** 44n }), { given: 2n ** 44n }],
    ['minIncrease', 'usage/out-of-range', () => ({ minIncrease: -1n }), {}],
    ['minIncrease', 'usage/out-of-range', () => ({ minIncrease: 5 as never }), { given: 5 }],
    ['after.account', 'usage/out-of-range', () => ({ after: { ...after, account: undefined } }), { given: 'absent' }],
    ['before.root', 'usage/out-of-range', () => ({ before: { ...before, root: FIELD_MODULUS } }), {}],
    ['after.siblings', 'usage/out-of-range', () => ({ after: { ...after, siblings: [] } }), {}],
    [
      'after.account.serial',
      'usage/different-accounts',
      () => ({ serial: PROVIDER + 1, before: empty }),
      { given: 2, expected: 3 },
    ],
    [
      'after.account.terms.providerSerial',
      'usage/not-an-earning-account',
      () => ({ serial: ALLOWANCE, before: empty, after: allowance }),
      { given: 2, expected: 0 },
    ],
    ['before.root', 'usage/opening-mismatch', () => ({ before: { ...before, root: 5n } }), { given: 5n }],
    ['before.root', 'usage/opening-mismatch', () => ({ before: { ...before, account: undefined } }), {}],
    ['after.root', 'usage/opening-mismatch', () => ({ after: { ...after, account: changed({ balance: 1n }) } }), {}],
    ['after.root', 'usage/opening-mismatch', () => ({ after: { ...after, account: changed({ blinding: 1n }) } }), {}],
    [
      'counters.egressMib',
      'account/out-of-range',
      () => ({ after: { ...after, account: changed({ counters: { ...UNITS, egressMib: 2n ** 44n } }) } }),
      {},
    ],
  ];
  test.each(bad)('error: %s (%s)', async (field, code, change, facts) => {
    const failure = await prove(change()).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(TallystickError);
    expect(failure).toMatchObject({ code, facts: { field, ...facts } });
    const { viewKey } = after.account.terms;
    const text = `${failure} ${JSON.stringify(failure)}`;
    for (const secret of [viewKey.toString(), fieldToHex(viewKey), after.account.blinding.toString()]) {
      expect(text).not.toContain(secret);
    }
  });

  test('error: the roots the wrong way round', async () => {
    await expect(prove({ before: after, after: before, minIncrease: 1n })).rejects.toMatchObject({
      code: 'usage/insufficient-increase',
      facts: { given: 1n, expected: `at most -${UNITS.egressMib}` },
    });
  });

  test('error: two accounts of one serial', async () => {
    const account = { ...after.account, terms: { ...after.account.terms, viewKey: 5n } };
    const tree = new AccountTree(createMemoryNodeStore());
    await tree.update(PROVIDER, leafOf(account));
    const { root, siblings } = await tree.path(PROVIDER);
    await expect(prove({ before: { root, siblings, account } })).rejects.toMatchObject({
      code: 'usage/different-accounts',
      facts: { field: 'before.account', serial: PROVIDER },
    });
  });

  test('error: the artifacts of another statement', async () => {
    const others = { ...artifacts, statement: 'uptime' } as unknown as typeof artifacts;
    await expect(prove({ artifacts: others })).rejects.toMatchObject({ code: 'statement/wrong-artifacts' });
  });
});

describe('verifyUsage', () => {
  test('default: the proof through JSON', async () => {
    const batches = { before: 1n, after: 2n };
    for (const given of [proved, { ...proved, batches }]) {
      const parsed = parseUsageProof(JSON.parse(JSON.stringify(serializeUsageProof(given))));
      expect(parsed).toEqual((({ witnessMs, proveMs, ...proof }) => proof)(given));
      expect(await verify(parsed)).toBe(true);
    }
  });

  test('behavior: another statement than expected is refused', async () => {
    const others = [
      { serial: 3 },
      { rootBefore: 1n },
      { rootAfter: 1n },
      { resource: 'storageGibHours' },
      { resource: 'other' },
      { minIncrease: 4001n },
      { minIncrease: 3999n },
    ];
    for (const expected of others) expect(await verify({}, expected)).toBe(false);
  });

  test('behavior: every public input that is changed, or raised by the modulus, makes the proof invalid', async () => {
    const others = [
      { serial: 3 },
      { rootBefore: statement.rootBefore ^ 1n },
      { rootAfter: statement.rootAfter ^ 1n },
      { resource: 'computeUnitSeconds' },
      { minIncrease: 4001n },
      { rootBefore: statement.rootBefore + FIELD_MODULUS },
      { rootAfter: statement.rootAfter + FIELD_MODULUS },
      { minIncrease: 4000n + FIELD_MODULUS },
    ];
    for (const change of [...others, { serial: 1.5 }]) expect(await verify(change, change)).toBe(false);
  });

  test('behavior: every word of the proof that is changed makes it invalid', async () => {
    const words = toProofArgument(proved.proof);
    for (const at of words.keys()) {
      const proof = fromProofArgument(words.map((word, i) => (i === at ? word ^ 1n : word)));
      expect(await verify({ proof })).toBe(false);
    }
  });
});

describe('parseUsageProof', () => {
  test.each<[string, unknown]>([
    ['statement', 'uptime'],
    ['serial', 0],
    ['rootBefore', '0x1'],
    ['rootAfter', null],
    ['resource', 'egress'],
    ['minIncrease', '17592186044416'],
    ['minIncrease', 5],
    ['batches', []],
    ['batches.before', { before: '-1', after: '2' }],
    ['batches.later', { before: '1', after: '2', later: '3' }],
    ['proof', []],
    ['more', 1],
  ])('error: %s = %s', (field, value) => {
    const [name = field] = field.split('.');
    const json = { ...serializeUsageProof(proved), [name]: value };
    expect(() => parseUsageProof(json)).toThrow(
      expect.objectContaining({ code: 'statement/malformed', facts: expect.objectContaining({ field }) }),
    );
  });
});

function changed(changes: Partial<AccountState>): AccountState {
  return { ...after.account, ...changes };
}
