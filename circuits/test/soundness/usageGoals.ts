import { loadPrimitives, MODULUS, mod } from '../../scripts/primitives.mjs';
import { leafOf, type TestAccount, type Triple, wordOf } from '../support/TestAccount.js';
import type { Goal, Inputs } from './circomLies.js';
import { earningAccount } from './createStatementSubjects.js';
import { inverse } from './fieldRoots.js';
import { type UsageInputs, UsageWorld } from './usageWorld.js';

/** Its digits are 1, 3, 0, 2, then 0. */
const SERIAL = 0b10_00_11_01;
const BEFORE: Triple = [10n, 20n, 30n];
const AFTER: Triple = [1_010n, 2_020n, 5_030n];
const INCREASE: Triple = [1_000n, 2_000n, 5_000n];
const FREE_WORD_BITS = 88n;

/** What somebody would have the statement usage say that isn't so. */
export async function createUsageGoals() {
  const primitives = await loadPrimitives();
  const world = new UsageWorld(primitives);
  const owner = primitives.publicKey(5n);
  const before = earningAccount(owner, { serial: SERIAL, counters: BEFORE });
  const after: TestAccount = { ...before, counters: AFTER, balance: 501n, blinding: 456n };
  const honest = world.inputs({ before, after }, { minIncrease: 1_000n });
  const wordAfter = (counters: Triple) => [honest.words[0] ?? 0n, wordOf({ ...after, counters })];
  const goals: Goal[] = [];

  for (const [resource, increase] of INCREASE.entries()) {
    goals.push({
      name: `more than the increase of resource ${resource}`,
      inputs: { ...honest, resource: BigInt(resource), minIncrease: increase + 7n },
      references: [{ told: { 'above.in': 0n } }],
      targets: [
        { signal: 'above.in', near: '' },
        { signal: 'above.bits.in', near: '' },
      ],
    });
  }

  const larger: Triple = [6_010n, 2_020n, 5_030n];
  const withLargerWord = { ...honest, words: wordAfter(larger), minIncrease: 6_000n };
  goals.push({
    name: 'a larger counter at the end',
    inputs: withLargerWord,
    references: [{ inputs: honest }],
    targets: [{ signal: 'at[1].leaf.out', near: 'at[1].leaf' }],
  });
  goals.push({
    name: 'a smaller counter at first',
    inputs: {
      ...honest,
      words: [wordOf({ ...before, counters: [0n, 20n, 30n] }), honest.words[1] ?? 0n],
      minIncrease: 1_010n,
    },
    references: [{ inputs: honest }],
  });
  goals.push({
    name: 'bits of a larger counter at the end',
    inputs: { ...honest, minIncrease: 6_000n },
    told: Object.fromEntries(
      Array.from({ length: 44 }, (_, i) => [`at[1].bits.bits[${88 + i}]`, (larger[0] >> BigInt(i)) & 1n]),
    ),
  });
  goals.push({
    name: 'a bit of 5001 in the counter, made up for in the balance',
    inputs: { ...honest, minIncrease: 5_990n },
    told: { 'at[1].bits.bits[88]': 5_000n, 'at[1].bits.bits[0]': mod(1n - (5_000n << FREE_WORD_BITS)) },
  });

  const none = { words: [0n, honest.words[1] ?? 0n], blindings: [0n, honest.blindings[1] ?? 0n] };
  goals.push({
    name: 'absent at first, though it is there',
    inputs: { ...honest, ...none, presentA: 0n, minIncrease: 1_010n },
    references: [{ inputs: honest }],
  });
  const emptied = leafOf(primitives, { ...before, balance: 0n, counters: [0n, 0n, 0n], nonce: 0n, blinding: 0n });
  goals.push({
    name: 'present at first by a factor that makes the leaf of an empty account its own',
    inputs: { ...honest, ...none, presentA: mod(leafOf(primitives, before) * inverse(emptied)), minIncrease: 1_010n },
  });
  goals.push({
    name: 'there at first, though it is absent',
    inputs: { ...world.inputs({ before: undefined, after }, { minIncrease: 1_011n }), presentA: 1n },
  });
  const empty = { ...before, counters: [0n, 0n, 0n] as const };
  goals.push({
    name: 'there at the end, though it is absent',
    inputs: world.inputs({ before: empty, after: undefined }, {}),
    references: [{ told: { 'at[1].present': 0n } }],
  });
  goals.push({
    name: 'roots in the wrong order, with the states as they were',
    inputs: { ...honest, rootA: honest.rootB, rootB: honest.rootA, minIncrease: 0n },
  });
  goals.push({
    name: 'states in the wrong order',
    inputs: reversed(honest),
    references: [{ told: { 'above.in': 0n } }],
    targets: [{ signal: 'above.in', near: '' }],
  });

  for (const place of [SERIAL - 1, SERIAL + 2]) {
    const inputs = world.inputs({ before: { ...before, place }, after: { ...after, place } }, { minIncrease: 1_000n });
    const [own, other] = [{ ...inputs, serial: BigInt(SERIAL) }, inputs];
    goals.push({
      name: `the serial of an account whose leaf stands at ${place}`,
      inputs: own,
      references: [{ inputs: other }],
    });
    goals.push({
      name: `the place ${place} of an account of another serial`,
      inputs: other,
      references: [{ inputs: own }],
    });
  }
  goals.push({
    name: 'a serial beyond the tree',
    inputs: { ...honest, serial: BigInt(SERIAL) + 4n ** 16n },
    references: [{ inputs: honest }],
  });

  const allowance = { providerSerial: 3n };
  goals.push({
    name: 'the counters of an allowance',
    inputs: world.inputs(
      { before: { ...before, ...allowance }, after: { ...after, ...allowance } },
      { minIncrease: 1_000n },
    ),
    references: [{ told: { 'terms.in[0]': 3n } }],
  });
  const another = { ...before, owner: primitives.publicKey(6n) };
  const ofTwo = world.inputs({ before: another, after }, { minIncrease: 1_000n });
  goals.push({
    name: "another owner's account at first",
    inputs: ofTwo,
    references: [{ inputs: { ...ofTwo, owner: [another.owner.x, another.owner.y] } }],
  });

  goals.push({
    name: 'resource 3 as three times storage',
    inputs: { ...honest, resource: 3n, minIncrease: 4_000n },
    told: { isStorage: 3n, isEgress: 0n },
  });
  goals.push({
    name: 'resource 3 as storage and egress',
    inputs: { ...honest, resource: 3n, minIncrease: 6_000n },
    told: { isStorage: 1n, isEgress: 1n },
  });
  goals.push({
    name: 'storage as half of egress',
    inputs: { ...honest, resource: 1n, minIncrease: 3_000n },
    told: { isStorage: 0n, isEgress: inverse(2n) },
  });
  goals.push({
    name: 'egress in place of computing',
    inputs: { ...honest, resource: 0n, minIncrease: 5_000n },
    told: { isStorage: 0n, isEgress: 1n },
  });

  for (const [name, minIncrease] of [
    ['a negative minimum', MODULUS - 1n],
    ['a minimum of 45 bits', 2n ** 44n],
  ] as const) {
    goals.push({
      name,
      inputs: { ...honest, minIncrease },
      references: [{ told: { 'minRange.in': 0n } }, { told: { 'minRange.in': 0n, 'above.in': 0n } }],
    });
  }

  const long = { nonce: 2n ** 24n };
  const longInputs = world.inputs(
    { before: { ...before, ...long }, after: { ...after, ...long } },
    { minIncrease: 1_000n },
  );
  const cut = (i: number) => (longInputs.words[i] ?? 0n) % 2n ** 244n;
  goals.push({
    name: 'words of 245 bits',
    inputs: longInputs,
    references: [{ told: { 'at[0].bits.in': cut(0), 'at[1].bits.in': cut(1) } }],
  });

  return {
    goals: goals as readonly Goal[],
    isTrue: (publicSignals: readonly bigint[]) => world.isTrue(publicSignals),
    /** Lies about a node, for familyLies to go on from. */
    family: {
      lying: [withLargerWord] as Inputs[],
      honest: honest as Inputs,
      path: { component: 'at[1]', siblings: 'siblings[1]' },
    },
  };
}

function reversed({ rootA, rootB, words, blindings, siblings, ...kept }: UsageInputs): UsageInputs {
  return {
    ...kept,
    ...{ rootA: rootB, rootB: rootA, minIncrease: 0n },
    ...{ words: [...words].reverse(), blindings: [...blindings].reverse(), siblings: [...siblings].reverse() },
  };
}
