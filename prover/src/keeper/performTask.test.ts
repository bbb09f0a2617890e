import { stakeRegistryAbi, uptimeCourtAbi } from '@tallystick/verifier-contracts';
import { expect, test } from 'vitest';
import { OBSOLETE_ERRORS } from './performTask.js';

test('default: each is an error of the contracts', () => {
  const names = [...stakeRegistryAbi, ...uptimeCourtAbi].flatMap((entry) =>
    entry.type === 'error' ? [entry.name] : [],
  );
  expect([...OBSOLETE_ERRORS].filter((name) => !names.some((known) => known === name))).toEqual([]);
});
