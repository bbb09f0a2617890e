import type { TallystickError } from '@tallystick/prover/core';
import { apiError } from '@tallystick/prover/sequencer-client';
import type { Queryable } from '../Queryable.js';
import { DRIVER_EPOCH } from './DRIVER_EPOCH.js';

/**
 * Checks within a transaction that nobody has taken the driver lock since, and keeps it so until the transaction ends.
 *
 * @param onLost Told the error before it is thrown.
 * @throws sequencer/already-driven
 */
export async function assertDriver(
  db: Queryable,
  epoch: number,
  onLost: (error: TallystickError) => void = () => {},
): Promise<void> {
  const { rows } = await db.query<{ value: string }>('select value from meta where key = $1 for share', [DRIVER_EPOCH]);
  if (rows[0]?.value === `${epoch}`) return;
  const error = apiError('sequencer/already-driven', {
    facts: { field: 'driverEpoch', given: epoch, expected: rows[0]?.value },
  });
  onLost(error);
  throw error;
}
