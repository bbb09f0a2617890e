import type { Units } from '../account/Units.js';

/** What is metered, under the name that units have everywhere. */
export type Resource = keyof Units;
