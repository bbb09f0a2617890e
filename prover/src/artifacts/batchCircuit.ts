import { batchSources, circuits, type Shape as DescribedShape } from '@tallystick/circuits';
import { TallystickError } from '../errors/TallystickError.js';
import type { CircuitSources } from './CircuitSources.js';

/**
 * The batch circuit of a shape: its description in circuits.json and its sources.
 *
 * @param name of the shape: `tiny`, `small`, …
 * @throws artifacts/unknown-shape
 */
export function batchCircuit(name: string): { shape: DescribedShape; circuit: CircuitSources } {
  const { shapes, package: packagePath } = circuits.batch;
  const shape = shapes.find((candidate) => candidate.name === name);
  if (shape === undefined) {
    throw new TallystickError('artifacts/unknown-shape', {
      facts: { field: 'shape', given: name, expected: shapes.map((candidate) => candidate.name) },
    });
  }
  return { shape, circuit: { name, sources: batchSources(shape), packagePath, logGates: shape.logGates } };
}
