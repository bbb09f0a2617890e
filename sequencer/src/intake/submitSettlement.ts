import type { SettlementRecord } from '../store/createSettlementStore.js';
import { createSettlementIntake } from './createSettlementIntake.js';
import type { IntakeContext } from './IntakeContext.js';

/**
 * Takes one settlement in, see {@link createSettlementIntake}, which a service with many keeps.
 *
 * @throws what its `submit` throws
 */
export function submitSettlement(context: IntakeContext, body: unknown): Promise<SettlementRecord> {
  return createSettlementIntake(context).submit(body);
}
