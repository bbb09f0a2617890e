import type { Address, Hex } from 'viem';
import { getAddress, isAddress } from 'viem';
import type { ToError } from './errors/defineErrors.js';
import { FIELD_MODULUS } from './field.js';

const DECIMAL = /^(0|[1-9][0-9]{0,77})$/;
const WORD = /^0x[0-9a-f]{64}$/i;
const MAX_SHOWN = 80;
const FIELD = '0x and 64 hexadecimal digits, below the field modulus';

/**
 * Reads one JSON object strictly: each field is taken once, in the type asked for, and `end` refuses what is left. Every
 * refusal is the error given here, naming the field, the value and what was expected.
 */
export class JsonReader {
  readonly #object: Readonly<Record<string, unknown>>;
  readonly #path: string;
  readonly #toError: ToError;
  readonly #isSecret: boolean;
  readonly #taken = new Set<string>();

  /**
   * With `isSecret` a secret is inside: no error shows what is no object, here or further in, nor a field that nobody took.
   *
   * @throws what `toError` makes, when `json` is not an object
   */
  constructor(
    json: unknown,
    { toError, path = '', isSecret = false }: { toError: ToError; path?: string; isSecret?: boolean },
  ) {
    this.#path = path;
    this.#toError = toError;
    this.#isSecret = isSecret;
    this.#object = json as Readonly<Record<string, unknown>>;
    if (typeof json !== 'object' || json === null || Array.isArray(json)) {
      this.#refuse('', this.#shown(json), 'an object');
    }
  }

  /** An integer number between `min` and `max`. */
  integer(name: string, { min = 0, max }: { min?: number; max: number }): number {
    const value = this.#take(name);
    if (typeof value === 'number' && Number.isInteger(value) && value >= min && value <= max) return value;
    return this.#refuse(name, value, `integer from ${min} to ${max}`);
  }

  /** An integer from `min` (0 by default) to `max` as a decimal string; one beyond them is refused with `toRangeError`. */
  decimal(
    name: string,
    { min = 0n, max, toRangeError = this.#toError }: { min?: bigint; max: bigint; toRangeError?: ToError },
  ): bigint {
    const value = this.#take(name);
    if (typeof value !== 'string' || !/^-?[0-9]+$/.test(value)) {
      return this.#refuse(name, value, `decimal string from ${min} to ${max}`);
    }
    if (DECIMAL.test(value) && BigInt(value) >= min && BigInt(value) <= max) return BigInt(value);
    return this.#refuse(name, value, `decimal string from ${min} to ${max}`, toRangeError);
  }

  /** A field element as `0x` and 64 digits. */
  field(name: string): bigint {
    const value = this.#take(name);
    if (typeof value === 'string' && WORD.test(value) && BigInt(value) < FIELD_MODULUS) return BigInt(value);
    return this.#refuse(name, value, FIELD);
  }

  /** A field element that is a secret: no error shows its value. */
  secretField(name: string): bigint {
    const value = this.#take(name);
    if (typeof value === 'string' && WORD.test(value) && BigInt(value) < FIELD_MODULUS) return BigInt(value);
    return this.#refuse(name, hide(value), FIELD);
  }

  /** 32 bytes as `0x` and 64 digits, in lower case. */
  word(name: string): Hex {
    const value = this.#take(name);
    if (typeof value === 'string' && WORD.test(value)) return value.toLowerCase() as Hex;
    return this.#refuse(name, value, '0x and 64 hexadecimal digits');
  }

  /** An array of so many field elements, each as `0x` and 64 digits. */
  fields(name: string, count: number): bigint[] {
    const values = this.#array(name, count);
    return values.map((value, i) => {
      if (typeof value === 'string' && WORD.test(value) && BigInt(value) < FIELD_MODULUS) return BigInt(value);
      return this.#refuse(`${name}[${i}]`, value, FIELD);
    });
  }

  /** An array of so many 32-byte words, each as `0x` and 64 digits. */
  words(name: string, count: number): bigint[] {
    const values = this.#array(name, count);
    return values.map((value, i) => {
      if (typeof value === 'string' && WORD.test(value)) return BigInt(value);
      return this.#refuse(`${name}[${i}]`, value, '0x and 64 hexadecimal digits');
    });
  }

  /** One of some texts. */
  choice<Choice extends string>(name: string, choices: readonly Choice[]): Choice {
    const value = this.#take(name);
    const found = choices.find((choice) => choice === value);
    return found ?? this.#refuse(name, value, `one of ${choices.join(', ')}`);
  }

  /** Whether the object has this field. */
  has(name: string): boolean {
    return Object.hasOwn(this.#object, name);
  }

  /** An Ethereum address other than 0, in its checksum form. */
  address(name: string): Address {
    const value = this.#take(name);
    if (typeof value === 'string' && isAddress(value, { strict: false }) && BigInt(value) !== 0n)
      return getAddress(value);
    return this.#refuse(name, value, 'an address of 20 bytes in hex, other than 0');
  }

  /** A reader for an object inside, which `isSecret` where this one is. */
  object(name: string, { isSecret = this.#isSecret }: { isSecret?: boolean } = {}): JsonReader {
    return new JsonReader(this.#take(name), { toError: this.#toError, path: this.#name(name), isSecret });
  }

  /** Refuses fields that nobody took: a misspelt one must not go unnoticed. */
  end(): void {
    for (const name of Object.keys(this.#object)) {
      if (!this.#taken.has(name)) this.#refuse(name, this.#shown(this.#object[name]), 'no such field');
    }
  }

  #array(name: string, count: number): unknown[] {
    const value = this.#take(name);
    if (Array.isArray(value) && value.length === count) return value;
    return this.#refuse(name, value, `an array of ${count}`);
  }

  #shown(value: unknown): unknown {
    return this.#isSecret ? hide(value) : value;
  }

  #take(name: string): unknown {
    this.#taken.add(name);
    return Object.hasOwn(this.#object, name) ? this.#object[name] : undefined;
  }

  #name(name: string): string {
    return [this.#path, name].filter((part) => part !== '').join('.');
  }

  #refuse(name: string, value: unknown, expected: string, toError = this.#toError): never {
    const field = this.#name(name) || 'body';
    if (value === undefined) {
      throw toError({
        message: `${field} is missing; expected ${expected}`,
        facts: { field, given: 'nothing', expected },
      });
    }
    const text = typeof value === 'object' && value !== null ? (Array.isArray(value) ? 'array' : 'object') : `${value}`;
    const given = text.length > MAX_SHOWN ? `${text.slice(0, MAX_SHOWN)}…` : text;
    throw toError({ message: `${field}: expected ${expected}`, facts: { field, given, expected } });
  }
}

function hide(value: unknown): string {
  return value === undefined ? 'nothing' : '(secret)';
}
