import type { Address } from 'viem';
import type { Bitmap } from './Bitmap.js';

/**
 * What a watcher says of a provider in an epoch. Provider and epoch are in the leaf so that it serves no other; the watcher, so that
 * nobody can reveal another's leaf as its own on the chain. A proof doesn't show who the watcher was.
 */
export type WatchLeaf = {
  /** The watcher's address on the chain. */
  watcher: Address;
  /** The provider's address on the chain. */
  provider: Address;
  epoch: number;
  bitmap: Bitmap;
  /** A random field element that hides the bitmap. Secret as long as the bitmap is. */
  salt: bigint;
};
