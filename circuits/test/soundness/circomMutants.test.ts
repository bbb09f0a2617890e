import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { CircomProgram } from '../support/CircomProgram.js';
import { ConstraintCheck } from '../support/ConstraintCheck.js';
import { endCurve } from '../support/endCurve.js';
import { seeded } from '../support/seeded.js';
import { readCircomMutants } from './circomMutants.js';
import { createCircomHunt, translated } from './createCircomHunt.js';

/** Others are drawn by another seed; all are tried by `npm run test:mutants`. */
const SEED = BigInt(process.env.TALLYSTICK_SEED ?? 1);
const DRAWN = 3;

afterAll(endCurve);

describe.each(['uptime', 'usage'] as const)('%s', (name) => {
  let hunt: Awaited<ReturnType<typeof createCircomHunt>>;
  let simplified: CircomProgram;
  beforeAll(async () => {
    [hunt, simplified] = await Promise.all([createCircomHunt(name), CircomProgram.statement(name)]);
  });

  test('default: an honest witness follows from its inputs as the witness generator has it', async () => {
    expect(hunt.judge(hunt.origin)).toEqual({ broken: [], isLie: false });
    const honest = translated(hunt.origin, hunt.program, simplified);
    expect(await simplified.check(honest)).toBe(true);
    expect(await simplified.solve(hunt.honest)).toEqual(honest);
  });

  test('behavior: every goal that says what is not so is refused, by the constraints as they are proven too', () => {
    const lies = hunt.goals.filter((goal) => hunt.judge(hunt.witnessOf(goal)).isLie);
    expect(lies.length).toBeGreaterThan(hunt.goals.length - 3);
    const honest = translated(hunt.origin, hunt.program, simplified);
    const proven = new ConstraintCheck(simplified.r1cs).of(honest);
    for (const goal of lies) {
      const witness = hunt.witnessOf(goal);
      expect(hunt.judge(witness).broken, goal.name).not.toEqual([]);
      const other = translated(witness, hunt.program, simplified);
      const changes = new Map([...other.entries()].filter(([signal, value]) => value !== honest[signal]));
      expect(proven.broken(changes), goal.name).not.toEqual([]);
    }
  });

  test('behavior: nothing false is found where no constraint is missing', () => {
    expect(hunt.find(new Set())).toBeUndefined();
  });

  test('behavior: each line that constrains is on the list, with what is accepted without it or the reason why nothing false is', () => {
    const mutants = readCircomMutants()[name];
    expect(Object.keys(mutants)).toEqual(hunt.statements.map((statement) => statement.name));
    for (const [line, { lie, survives }] of Object.entries(mutants)) {
      expect(lie === undefined, `${line} has either a lie or a reason`).toBe(survives !== undefined);
      if (survives !== undefined) expect(survives.length, line).toBeGreaterThan(20);
    }
  });

  test(`behavior: without it a lie is accepted that the circuit refuses (${DRAWN} by seed ${SEED})`, async () => {
    const draw = seeded(SEED);
    const mutants = readCircomMutants()[name];
    const killed = hunt.statements.filter((statement) => mutants[statement.name]?.lie !== undefined);
    for (let i = 0; i < DRAWN; i++) {
      const [statement] = killed.splice(Number(draw(48) % BigInt(killed.length)), 1);
      const lie = mutants[statement?.name ?? '']?.lie;
      if (statement === undefined || lie === undefined) throw new Error('The list has no lie');
      const { variant, missing } = await hunt.without(statement);
      const witness = hunt.acceptedWithout(missing, lie);
      if (witness === undefined) throw new Error(`Nothing false is accepted without ${statement.name}`);
      expect(variant.failing(witness), `without ${statement.name}`).toEqual([]);
      expect(hunt.judge(witness).isLie, statement.name).toBe(true);
      const proven = translated(witness, hunt.program, simplified);
      expect(simplified.failing(proven), `with ${statement.name}`).not.toEqual([]);
      if (i === 0) expect(await simplified.check(proven), `snarkjs, with ${statement.name}`).toBe(false);
    }
  }, 300_000);
});
