import { expect, test } from 'vitest';

import { compareSurvivors } from '../../verifier-contracts/scripts/mutants/compareSurvivors.mjs';

const file = 'contracts/Box.sol';
const reason = 'Nobody can tell the difference.';

test('a survivor needs a reason, and one with a reason has to survive', () => {
  const results = [
    { file, id: 'a', survived: true },
    { file, id: 'b', survived: false },
  ];
  expect(compareSurvivors({ [file]: { a: reason } }, results, [file])).toEqual([]);
  expect(compareSurvivors({}, results, [file])).toEqual([`${file}: no test notices: a`]);
  expect(compareSurvivors({ [file]: { a: reason, b: reason } }, results, [file])).toEqual([
    `${file}: listed as a survivor, but a test notices it: b`,
  ]);
  expect(compareSurvivors({ [file]: { a: ' because ' } }, results, [])).toEqual([
    `${file}: listed without a reason: a`,
  ]);
});

test('what is listed has to exist, where the whole file was run', () => {
  const accepted = { [file]: { gone: reason }, 'contracts/Other.sol': { b: reason } };
  expect(compareSurvivors(accepted, [], [file])).toEqual([`${file}: listed, but there is no such mutant: gone`]);
  expect(compareSurvivors(accepted, [], [])).toEqual([]);
});
