import { expect, test } from 'vitest';
import { seeded } from '../support/seeded.js';
import type { Statement } from './circuitVariants.js';
import { createHunt, isRefusedBy } from './createHunt.js';
import type { Lie } from './createLies.js';
import { type Mutants, readMutants, writeMutants } from './mutants.js';

const SEED = BigInt(process.env.TALLYSTICK_SEED ?? 1);
/** Lies put together of two to look through for constraints that no known lie needs; all others are tried. */
const LIES = Number(process.env.TALLYSTICK_LIES ?? 1500);
/** Lies that one constraint refuses and that are tried without it. */
const TRIES = 25;
const { log } = console;

/**
 * Takes every constraint out, one at a time, and has the circuit accept a lie: the one on the list, else one that is looked for. Writes the
 * list anew with TALLYSTICK_WRITE_MUTANTS=1, where the reasons of survivors stay.
 */
test('each constraint refuses a lie that nothing else does', async () => {
  const hunt = await createHunt();
  const known = readMutants();
  const draw = seeded(SEED);
  const found = new Map<string, string>();

  async function accepts(statement: Statement, lies: readonly Lie[]): Promise<string | undefined> {
    if (lies.length === 0) return undefined;
    const variant = await hunt.without(statement);
    for (const lie of lies) if ((await hunt.judge(lie, variant)).outcome?.accepted) return lie.name;
    return undefined;
  }

  for (const [i, statement] of hunt.statements.entries()) {
    const lie = hunt.byName.get(known[statement.name]?.lie ?? '');
    if (lie === undefined) continue;
    const { outcome } = await hunt.judge(lie);
    const name = outcome?.accepted ? undefined : await accepts(statement, [lie]);
    if (name !== undefined) found.set(statement.name, name);
    log(
      `${i + 1} of ${hunt.statements.length}: ${name === undefined ? 'its lie is refused without it too' : 'needed'}: ${statement.name}`,
    );
  }

  const open = hunt.statements.filter(({ name }) => !found.has(name));
  const disagreements: string[] = [];
  if (open.length > 0) {
    const refused = new Map<Statement, Lie[]>();
    const combined = hunt.inputLies.filter(({ isCombined }) => isCombined);
    const pool = [
      ...hunt.inputLies.filter(({ isCombined }) => !isCombined),
      ...hunt.hintLies,
      ...shuffled(combined, draw).slice(0, LIES),
    ];
    for (const [i, lie] of pool.entries()) {
      if (i % 500 === 0) log(`${i} of ${pool.length} lies`);
      const { broken, outcome } = await hunt.judge(lie);
      if (broken === undefined || outcome === undefined) continue;
      if (outcome.accepted !== (broken.length === 0))
        disagreements.push(`${lie.name}: ${broken.join('; ') || 'no rule is broken'}`);
      for (const statement of open) {
        if (isRefusedBy(statement, outcome)) refused.set(statement, [...(refused.get(statement) ?? []), lie]);
      }
    }
    for (const statement of open) {
      const lies = shuffled(refused.get(statement) ?? [], draw);
      const name = await accepts(statement, lies.slice(0, TRIES));
      if (name !== undefined) found.set(statement.name, name);
      log(`${name === undefined ? `SURVIVES (${lies.length} lies)` : 'needed'}: ${statement.name}`);
    }
  }

  const mutants: Mutants = Object.fromEntries(
    hunt.statements.map(({ name }) => {
      const lie = found.get(name);
      const { survives } = known[name] ?? {};
      return [name, lie === undefined ? { ...(survives === undefined ? {} : { survives }) } : { lie }];
    }),
  );
  if (process.env.TALLYSTICK_WRITE_MUTANTS) writeMutants(mutants);
  expect(disagreements).toEqual([]);
  const unexplained = Object.entries(mutants).flatMap(([name, { lie, survives }]) => ((lie ?? survives) ? [] : [name]));
  expect(unexplained, 'constraints that no lie needs, without a reason').toEqual([]);
});

function shuffled<Item>(items: readonly Item[], draw: (bits: number) => bigint): Item[] {
  return items
    .map((item) => ({ item, key: draw(48) }))
    .sort((a, b) => (a.key < b.key ? -1 : 1))
    .map(({ item }) => item);
}
