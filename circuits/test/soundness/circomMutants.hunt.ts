import { afterAll, expect, test } from 'vitest';
import { endCurve } from '../support/endCurve.js';
import { type CircomMutants, readCircomMutants, writeCircomMutants } from './circomMutants.js';
import { createCircomHunt } from './createCircomHunt.js';

const { log } = console;

afterAll(endCurve);

/**
 * Takes every constraining line of a statement out, one at a time, and has the circuit accept a lie: the one on the list, else one that is
 * looked for. Writes the list anew with TALLYSTICK_WRITE_MUTANTS=1, where the reasons of survivors stay.
 */
test.each(['uptime', 'usage'] as const)('each constraint of %s refuses a lie that nothing else does', async (name) => {
  const hunt = await createCircomHunt(name);
  const known = readCircomMutants()[name];
  const mutants: CircomMutants = {};
  for (const statement of hunt.statements) {
    const { variant, missing } = await hunt.without(statement);
    const { lie: listed, survives } = known[statement.name] ?? {};
    const isListed = listed !== undefined && hunt.acceptedWithout(missing, listed) !== undefined;
    const lie = isListed ? listed : hunt.find(missing);
    mutants[statement.name] = lie === undefined ? (survives === undefined ? {} : { survives }) : { lie };
    if (lie !== undefined) {
      const witness = hunt.acceptedWithout(missing, lie);
      if (witness === undefined) throw new Error('A lie that was found is gone');
      expect(variant.failing(witness), statement.name).toEqual([]);
    }
    log(
      `${lie === undefined ? (survives === undefined ? 'SURVIVES' : 'survives') : JSON.stringify(lie)}: ${statement.name}`,
    );
  }
  if (process.env.TALLYSTICK_WRITE_MUTANTS) writeCircomMutants({ ...readCircomMutants(), [name]: mutants });
  const unexplained = Object.entries(mutants).flatMap(([line, { lie, survives }]) => ((lie ?? survives) ? [] : [line]));
  expect(unexplained, 'constraints that no lie needs, without a reason').toEqual([]);
});
