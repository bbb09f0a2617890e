import { validateInteger } from '../account/validateInteger.js';
import { MAX_EPOCH } from '../uptime/MAX_EPOCH.js';

/** @throws stake/malformed when the epoch is no integer of 32 bits */
export function assertEpoch(epoch: number): void {
  validateInteger(epoch, { field: 'epoch', max: MAX_EPOCH, code: 'stake/malformed' });
}
