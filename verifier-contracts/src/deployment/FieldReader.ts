import { type Address, getAddress, isAddress } from 'viem';
import { ContractsError } from '../errors/ContractsError.js';

/**
 * Reads the fields of a parsed JSON object of a deployment file.
 *
 * Every method throws ContractsError `deployment/malformed` with the field's full name, the value given and what was expected.
 */
export class FieldReader {
  readonly #fields: Record<string, unknown>;
  readonly #prefix: string;

  /** @param name of the object within the file; empty for the file itself */
  constructor(json: unknown, name = '') {
    if (typeof json !== 'object' || json === null || Array.isArray(json)) {
      throw malformed(name === '' ? 'the file' : name, json, 'an object');
    }
    this.#fields = json as Record<string, unknown>;
    this.#prefix = name === '' ? '' : `${name}.`;
  }

  /** Whether there is such a field. */
  has(field: string): boolean {
    return this.#fields[field] !== undefined;
  }

  /** An object's reader. */
  object(field: string): FieldReader {
    return new FieldReader(this.#fields[field], this.#prefix + field);
  }

  /** The names of all fields. */
  names(): string[] {
    return Object.keys(this.#fields);
  }

  /** An address, with its checksum. */
  address(field: string): Address {
    const value = this.#fields[field];
    if (typeof value !== 'string' || !isAddress(value)) throw malformed(this.#prefix + field, value, 'an address');
    return getAddress(value);
  }

  /** An integer within bounds, both included. */
  integer(field: string, maximum: number, minimum = 0): number {
    const value = this.#fields[field];
    if (typeof value !== 'number' || !Number.isInteger(value) || value < minimum || value > maximum) {
      throw malformed(this.#prefix + field, value, `a whole number from ${minimum} to ${maximum}`);
    }
    return value;
  }

  /** A bigint in a text of the given form. */
  bigint(field: string, form: RegExp, expected: string): bigint {
    const value = this.#fields[field];
    if (typeof value !== 'string' || !form.test(value)) throw malformed(this.#prefix + field, value, expected);
    return BigInt(value);
  }
}

function malformed(field: string, given: unknown, expected: string): ContractsError {
  return new ContractsError('deployment/malformed', {
    message: `The deployment's field ${field} should be ${expected}.`,
    facts: { field, given, expected },
  });
}
