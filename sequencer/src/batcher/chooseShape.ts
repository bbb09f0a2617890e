import type { ProvableShape } from '../proving/protocol.js';

/** How much of each kind waits. */
export type Load = { opens: number; settlements: number; providers: number; withdrawals: number };

/** The cheapest shape that holds everything that waits, else the one that holds the most settlements. */
export function chooseShape(shapes: readonly ProvableShape[], load: Load): ProvableShape | undefined {
  const byCost = [...shapes].sort((a, b) => a.gates - b.gates);
  const fits = ({ shape }: ProvableShape) =>
    shape.opens >= load.opens &&
    shape.settles >= load.settlements &&
    shape.credits - 1 >= load.providers &&
    shape.withdrawals >= load.withdrawals;
  return byCost.find(fits) ?? byCost.at(-1);
}
