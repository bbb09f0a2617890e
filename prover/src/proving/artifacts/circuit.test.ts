import type { CompiledCircuit } from '@noir-lang/noir_js';
import { expect, test } from 'vitest';
import { countPublicInputs } from './circuit.js';

type Parameter = CompiledCircuit['abi']['parameters'][number];
const field: Parameter['type'] = { kind: 'field' };
const nested: Parameter['type'] = { kind: 'array', length: 3, type: { kind: 'array', length: 2, type: field } };

test('default: arrays and structs count by their fields, private parameters not at all', () => {
  const struct: Parameter['type'] = {
    kind: 'struct',
    path: 's',
    fields: [
      { name: 'a', type: nested },
      { name: 'b', type: { kind: 'tuple', fields: [field, { kind: 'boolean' }] } },
    ],
  };
  expect(
    countPublicInputs({
      parameters: [
        { name: 'x', type: field, visibility: 'public' },
        { name: 'y', type: nested, visibility: 'private' },
        { name: 'z', type: struct, visibility: 'public' },
      ],
    }),
  ).toBe(1 + 6 + 2);
});
