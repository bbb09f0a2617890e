import type { Address } from 'viem';
import type { CircuitInputs } from '../statement/CircuitInputs.js';
import { WATCH_DEPTH } from './WATCH_DEPTH.js';
import type { WatchOpening } from './WatchOpening.js';

const NO_SIBLINGS = Array.from({ length: WATCH_DEPTH }, () => [0n, 0n, 0n]);

/**
 * The inputs of the uptime circuit by name. Unchecked, and secret: they hold bitmaps and salts. A member that is left out has
 * bitmap 0, which the circuit demands, and whatever else.
 */
export function toUptimeCircuitInputs(parameters: {
  provider: Address;
  epoch: number;
  roots: readonly bigint[];
  openings: readonly (WatchOpening | undefined)[];
}): CircuitInputs {
  const { provider, epoch, roots, openings } = parameters;
  return {
    provider: BigInt(provider),
    epoch: BigInt(epoch),
    roots,
    watchers: openings.map((opening) => BigInt(opening?.watcher ?? 0)),
    bitmaps: openings.map((opening) => opening?.bitmap ?? 0n),
    salts: openings.map((opening) => opening?.salt ?? 0n),
    indices: openings.map((opening) => BigInt(opening?.index ?? 0)),
    siblings: openings.map((opening) => opening?.siblings ?? NO_SIBLINGS),
    present: openings.map((opening) => (opening === undefined ? 0n : 1n)),
  };
}
