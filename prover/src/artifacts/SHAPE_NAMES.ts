import { circuits } from '@tallystick/circuits';

/** Names of the shapes that the batch circuit comes in, from circuits.json. */
export const SHAPE_NAMES: readonly string[] = circuits.batch.shapes.map(({ name }) => name);
