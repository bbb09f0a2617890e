import type { Address } from 'viem';
import type { Bitmap } from './Bitmap.js';

/**
 * What a watcher says of a provider in an epoch. Watcher and epoch are in the leaf so that neither a copied tree nor an old leaf
 * can be passed off as one's own.
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
