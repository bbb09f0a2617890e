import type { OperationKind } from '../operations/Operation.js';
import { OPERATION_KINDS, operations } from '../operations/operations.js';
import type { ProvableShape } from '../proving/protocol.js';

/** How much of each operation waits, and how many providers are credited by it. */
export type Load = Record<OperationKind, number> & { providers: number };

/** The cheapest shape that holds everything that waits, else the one that holds the most settlements. */
export function chooseShape(shapes: readonly ProvableShape[], load: Load): ProvableShape | undefined {
  const byCost = [...shapes].sort((a, b) => a.gates - b.gates);
  const fits = ({ shape }: ProvableShape) =>
    shape.credits - 1 >= load.providers && OPERATION_KINDS.every((kind) => shape[operations[kind].slots] >= load[kind]);
  return byCost.find(fits) ?? byCost.at(-1);
}
