import { TallystickError } from '../errors/TallystickError.js';
import type { StakeKind } from './StakeAccount.js';

const NUMBERS: Readonly<Record<StakeKind, number>> = { provider: 0, watcher: 1 };

/**
 * A kind of account as the contracts number it.
 *
 * @throws stake/malformed
 */
export function kindNumber(kind: StakeKind): number {
  if (Object.hasOwn(NUMBERS, kind)) return NUMBERS[kind];
  throw new TallystickError('stake/malformed', {
    facts: { field: 'kind', given: kind, expected: 'provider or watcher' },
  });
}
