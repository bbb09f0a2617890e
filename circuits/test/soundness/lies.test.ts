import { beforeAll, describe, expect, test } from 'vitest';
import { seeded } from '../support/seeded.js';
import { createHunt } from './createHunt.js';

/** Other lies are drawn by another seed: `TALLYSTICK_SEED=7 npx vitest run --project unit circuits/test/soundness`. */
const SEED = BigInt(process.env.TALLYSTICK_SEED ?? 1);
const LIES = Number(process.env.TALLYSTICK_LIES ?? 150);

let hunt: Awaited<ReturnType<typeof createHunt>>;
beforeAll(async () => {
  hunt = await createHunt();
});

describe('lies with consistent outputs', () => {
  test('default: honest batches break no rule and are accepted', async () => {
    const honest = hunt.inputLies.filter(({ name }) => name.endsWith(': nothing'));
    expect(honest).toHaveLength(4);
    for (const lie of honest)
      expect(await hunt.judge(lie), lie.name).toEqual({ broken: [], outcome: { accepted: true } });
  });

  test('behavior: a field beyond its width with its neighbour made up for it leaves the tree as it is', async () => {
    const [honest] = hunt.inputLies.filter(({ name }) => name === 'busy: nothing');
    const of = async (lie = honest) => (lie === undefined ? undefined : (await hunt.inputsOf(lie))?.inputs.old_root);
    // Of units and signatures no leaf is made.
    const aliases = hunt.inputLies.filter(
      ({ scenario, changes = [], isAlias }) =>
        scenario === 'busy' && isAlias && changes.every(({ place }) => !/signature|units/.test(place.join('.'))),
    );
    const roots = await Promise.all(aliases.map(of));
    const made = aliases.filter((_alias, i) => roots[i] !== undefined); // some are beyond what a hint can compute with
    expect(made.length).toBeGreaterThan(30);
    const root = await of();
    for (const [i, { name }] of aliases.entries()) expect(roots[i] ?? root, name).toBe(root);
  });

  test(`behavior: the circuit accepts what breaks no rule and refuses all else (${LIES} lies by seed ${SEED})`, async () => {
    const draw = seeded(SEED);
    const [inputLies, hintLies] = [hunt.inputLies, hunt.hintLies];
    const met = { accepted: 0, refused: 0 };
    for (let i = 0; i < LIES; i++) {
      const from = i % 3 === 0 ? hintLies : inputLies;
      const lie = from[Number(draw(48) % BigInt(from.length))];
      if (lie === undefined) continue;
      const { broken, outcome } = await hunt.judge(lie);
      if (broken === undefined || outcome === undefined) continue;
      expect({ lie: lie.name, broken, outcome }).toMatchObject({ outcome: { accepted: broken.length === 0 } });
      met[outcome.accepted ? 'accepted' : 'refused'] += 1;
    }
    expect(met.accepted).toBeGreaterThan(LIES / 20);
    expect(met.refused).toBeGreaterThan(LIES / 3);
  }, 300_000);
});
