import { beforeAll, describe, expect, test } from 'vitest';
import { seeded } from '../support/seeded.js';
import { createHunt, isRefusedBy } from './createHunt.js';
import { readMutants } from './mutants.js';

/** Others are drawn by another seed; all are tried by `npm run test:mutants`. */
const SEED = BigInt(process.env.TALLYSTICK_SEED ?? 1);
const DRAWN = 12;

let hunt: Awaited<ReturnType<typeof createHunt>>;
beforeAll(async () => {
  hunt = await createHunt();
});

describe('constraints taken out one at a time', () => {
  test('behavior: each is on the list, with a lie that only it refuses or the reason why there is none', () => {
    const mutants = readMutants();
    expect(Object.keys(mutants)).toEqual(hunt.statements.map(({ name }) => name));
    for (const [name, { lie, survives }] of Object.entries(mutants)) {
      expect(lie === undefined, `${name} has either a lie or a reason`).toBe(survives !== undefined);
      if (lie !== undefined) expect(hunt.byName.has(lie), `the lie of ${name} is there`).toBe(true);
      if (survives !== undefined) expect(survives.length, name).toBeGreaterThan(20);
    }
  });

  test(`behavior: without it the circuit accepts a lie that it refuses (${DRAWN} by seed ${SEED})`, async () => {
    const draw = seeded(SEED);
    const mutants = readMutants();
    const killed = hunt.statements.filter(({ name }) => mutants[name]?.lie !== undefined);
    for (let i = 0; i < DRAWN; i++) {
      const [statement] = killed.splice(Number(draw(48) % BigInt(killed.length)), 1);
      const lie = hunt.byName.get(mutants[statement?.name ?? '']?.lie ?? '');
      if (statement === undefined || lie === undefined) throw new Error('The list names no lie');
      const { broken, outcome } = await hunt.judge(lie);
      expect(broken, statement.name).not.toEqual([]);
      expect(outcome && isRefusedBy(statement, outcome), `${statement.name} refuses ${lie.name}`).toBe(true);
      const without = await hunt.judge(lie, await hunt.without(statement));
      expect(without.outcome, `without ${statement.name}: ${lie.name}`).toEqual({ accepted: true });
    }
  }, 600_000);
});
