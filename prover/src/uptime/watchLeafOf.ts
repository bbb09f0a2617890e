import { validateInteger } from '../account/validateInteger.js';
import { toField } from '../field/toField.js';
import { assertAddress } from './assertAddress.js';
import { assertBitmap } from './assertBitmap.js';
import { MAX_EPOCH } from './MAX_EPOCH.js';
import { poseidon } from './poseidon.js';
import type { WatchLeaf } from './WatchLeaf.js';

/**
 * `Poseidon(watcher, provider, epoch, bitmap, salt)`, addresses as 160-bit numbers.
 *
 * @throws uptime/out-of-range, uptime/malformed, crypto/not-a-field-element, crypto/not-loaded
 */
export function watchLeafOf({ watcher, provider, epoch, bitmap, salt }: WatchLeaf): bigint {
  assertAddress(watcher, 'watcher');
  assertAddress(provider, 'provider');
  validateInteger(epoch, { field: 'epoch', max: MAX_EPOCH, code: 'uptime/out-of-range' });
  assertBitmap(bitmap);
  return poseidon([BigInt(watcher), BigInt(provider), BigInt(epoch), bitmap, toField(salt, 'salt')]);
}
