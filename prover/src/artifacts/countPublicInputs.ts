import type { CompiledCircuit } from '@noir-lang/noir_js';

type NoirAbi = CompiledCircuit['abi'];
type NoirType = NoirAbi['parameters'][number]['type'];

/** Number of field elements that a circuit's public parameters take. */
export function countPublicInputs({ parameters }: Pick<NoirAbi, 'parameters'>): number {
  return parameters
    .filter(({ visibility }) => visibility === 'public')
    .reduce((sum, { type }) => sum + fieldsOf(type), 0);
}

function fieldsOf(type: NoirType): number {
  switch (type.kind) {
    case 'array':
      return type.length * fieldsOf(type.type);
    case 'tuple':
      return type.fields.reduce((sum, field) => sum + fieldsOf(field), 0);
    case 'struct':
      return type.fields.reduce((sum, field) => sum + fieldsOf(field.type), 0);
    case 'string':
      return type.length;
    default:
      return 1;
  }
}
