import { expect, test } from 'vitest';
import type { ProvableShape } from '../proving/protocol.js';
import { chooseShape } from './chooseShape.js';

const provable = (
  name: string,
  gates: number,
  [opens, settles, credits, withdrawals]: [number, number, number, number],
) =>
  ({
    gates,
    referenceString: 'development',
    circuit: '0xc1',
    shape: { id: 1, name, opens, settles, credits, withdrawals, activeDepth: 12, capDepth: 2 },
  }) satisfies ProvableShape;
const small = provable('small', 100, [2, 4, 2, 1]);
const large = provable('large', 400, [4, 28, 4, 4]);
const nothing = { opens: 0, settlements: 0, providers: 0, withdrawals: 0 };
const chosen = (load: Partial<typeof nothing>) => chooseShape([large, small], { ...nothing, ...load })?.shape.name;

test('default: the cheapest that holds everything', () => {
  expect(chosen({ settlements: 4, providers: 1, opens: 2, withdrawals: 1 })).toBe('small');
});

test('behavior: any section that overflows asks for the larger one, the credit slots without the operator', () => {
  expect(chosen({ settlements: 5 })).toBe('large');
  expect(chosen({ opens: 3 })).toBe('large');
  expect(chosen({ withdrawals: 2 })).toBe('large');
  expect(chosen({ settlements: 2, providers: 2 })).toBe('large');
});

test('behavior: where none holds everything, the largest', () => {
  expect(chosen({ settlements: 1000 })).toBe('large');
  expect(chooseShape([], nothing)).toBeUndefined();
});
