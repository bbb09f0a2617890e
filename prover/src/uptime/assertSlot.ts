import { validateInteger } from '../account/validateInteger.js';
import { SLOTS_PER_EPOCH } from './SLOTS_PER_EPOCH.js';

/** @throws uptime/out-of-range when the slot is no integer from 0 to 95 */
export function assertSlot(slot: number): void {
  validateInteger(slot, { field: 'slot', max: SLOTS_PER_EPOCH - 1, code: 'uptime/out-of-range' });
}
