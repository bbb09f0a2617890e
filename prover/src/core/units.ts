import type { ToError } from './errors/defineErrors.js';
import type { JsonReader } from './JsonReader.js';
import { MAX_COUNTER } from './limits.js';

/** Metered resources. Counters are cumulative and below 2^44 each. */
export type Units = {
  /** Unit-seconds of compute. */
  computeUnitSeconds: bigint;
  /** GiB-hours of storage. */
  storageGibHours: bigint;
  /** MiB of outgoing traffic. */
  egressMib: bigint;
};

/** Token base units for one unit of each resource, below 2^56 each. */
export type Prices = Units;

/** The resources in the order in which they are packed. */
export const UNIT_KEYS = [
  'computeUnitSeconds',
  'storageGibHours',
  'egressMib',
] as const satisfies readonly (keyof Units)[];

/** No units of anything: the counters of a fresh account, and the prices of an earning account. */
export const ZERO_UNITS: Readonly<Units> = Object.freeze({
  computeUnitSeconds: 0n,
  storageGibHours: 0n,
  egressMib: 0n,
});

/** Sum of two amounts, counter by counter. */
export function addUnits(a: Units, b: Units): Units {
  return {
    computeUnitSeconds: a.computeUnitSeconds + b.computeUnitSeconds,
    storageGibHours: a.storageGibHours + b.storageGibHours,
    egressMib: a.egressMib + b.egressMib,
  };
}

/**
 * Checks that each of three amounts is a bigint between 0 and `max`.
 *
 * @throws what `toError` makes, naming the field, its value and the range
 */
export function validateUnits(
  units: Units,
  { field, max, toError }: { field: string; max: bigint; toError: ToError },
): void {
  for (const key of UNIT_KEYS) {
    const value: unknown = units?.[key];
    if (typeof value === 'bigint' && value >= 0n && value <= max) continue;
    throw toError({
      message: `${field}.${key} is out of range`,
      facts: { field: `${field}.${key}`, given: value ?? null, expected: `bigint from 0 to ${max}` },
    });
  }
}

/** Whether no counter of `most` is lower than that of `least`. */
export function coversUnits(most: Units, least: Units): boolean {
  return (
    most.computeUnitSeconds >= least.computeUnitSeconds &&
    most.storageGibHours >= least.storageGibHours &&
    most.egressMib >= least.egressMib
  );
}

const greater = (a: bigint, b: bigint): bigint => (a > b ? a : b);

/** The greater of two amounts, counter by counter. */
export function maxUnits(a: Units, b: Units): Units {
  return {
    computeUnitSeconds: greater(a.computeUnitSeconds, b.computeUnitSeconds),
    storageGibHours: greater(a.storageGibHours, b.storageGibHours),
    egressMib: greater(a.egressMib, b.egressMib),
  };
}

const lesser = (a: bigint, b: bigint): bigint => (a < b ? a : b);

/** The lesser of two amounts, counter by counter. */
export function minUnits(a: Units, b: Units): Units {
  return {
    computeUnitSeconds: lesser(a.computeUnitSeconds, b.computeUnitSeconds),
    storageGibHours: lesser(a.storageGibHours, b.storageGibHours),
    egressMib: lesser(a.egressMib, b.egressMib),
  };
}

const atLeastZero = (value: bigint): bigint => (value > 0n ? value : 0n);

/** Difference counter by counter, and 0 where `b` is the greater. */
export function subtractUnits(a: Units, b: Units): Units {
  return {
    computeUnitSeconds: atLeastZero(a.computeUnitSeconds - b.computeUnitSeconds),
    storageGibHours: atLeastZero(a.storageGibHours - b.storageGibHours),
    egressMib: atLeastZero(a.egressMib - b.egressMib),
  };
}

/**
 * Reads the three counters of a JSON object, each a decimal string up to `max` (a 44-bit counter by default), and no other field.
 *
 * @throws the reader's code, naming the field; `toRangeError`'s for one beyond `max`
 */
export function parseUnits(
  reader: JsonReader,
  { max = MAX_COUNTER, toRangeError }: { max?: bigint; toRangeError?: ToError } = {},
): Units {
  const range = { max, ...(toRangeError && { toRangeError }) };
  const units = {
    computeUnitSeconds: reader.decimal('computeUnitSeconds', range),
    storageGibHours: reader.decimal('storageGibHours', range),
    egressMib: reader.decimal('egressMib', range),
  };
  reader.end();
  return units;
}

/** Units as JSON carries them: decimal strings. */
export type SerializedUnits = { computeUnitSeconds: string; storageGibHours: string; egressMib: string };

/** The units in the form that `parseUnits` reads. */
export function serializeUnits(units: Units): SerializedUnits {
  return {
    computeUnitSeconds: units.computeUnitSeconds.toString(),
    storageGibHours: units.storageGibHours.toString(),
    egressMib: units.egressMib.toString(),
  };
}
