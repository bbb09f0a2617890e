import { fieldToHex } from '../field/fieldToHex.js';
import { bitmapToHex } from './bitmapToHex.js';
import type { SerializedWatchOpening, WatchOpening } from './WatchOpening.js';

/** An opening as JSON: addresses as they are, the bitmap as `0x` and 24 digits, field elements as `0x` and 64. */
export function serializeWatchOpening(opening: WatchOpening): SerializedWatchOpening {
  const { watcher, provider, epoch, bitmap, salt, index, siblings, root } = opening;
  return {
    watcher,
    provider,
    epoch,
    bitmap: bitmapToHex(bitmap),
    salt: fieldToHex(salt),
    index,
    siblings: siblings.map(([a, b, c]) => [fieldToHex(a), fieldToHex(b), fieldToHex(c)]),
    root: fieldToHex(root),
  };
}
