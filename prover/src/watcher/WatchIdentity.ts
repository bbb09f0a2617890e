import type { Address } from 'viem';
import type { ProbeDomain } from '../probe/ProbeDomain.js';

/** Who watches, where, and the secret that its salts come from. Never logged. */
export type WatchIdentity = { watcher: Address; domain: ProbeDomain; secret: Uint8Array };
