import type { Units } from './Units.js';

/** Token base units for one unit of each resource, below 2^56 each. */
export type Prices = Units;
