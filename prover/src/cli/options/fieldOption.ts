import { InvalidArgumentError, Option } from 'commander';
import { isFieldElement } from '../../core/field.js';

/** An option that takes a public field element as 0x and 64 hex digits. */
export function fieldOption(flag: string, description: string): Option {
  return new Option(`${flag} <hex>`, description).argParser((value) => {
    const parsed = /^0x[0-9a-f]{64}$/i.test(value) ? BigInt(value) : undefined;
    if (parsed === undefined || !isFieldElement(parsed)) {
      throw new InvalidArgumentError('Expected a field element: 0x and 64 hex digits, below the field modulus.');
    }
    return parsed;
  });
}
