import { MAX_COUNTER } from '../account/limits.js';
import type { Units } from '../account/Units.js';
import type { JsonReader } from '../json/JsonReader.js';

/**
 * Reads the three counters of a JSON object, each a decimal string up to `max` (a 44-bit counter by default).
 *
 * @throws the reader's code, naming the field
 */
export function parseUnits(reader: JsonReader, max: bigint = MAX_COUNTER): Units {
  const units = {
    computeUnitSeconds: reader.decimal('computeUnitSeconds', { max }),
    storageGibHours: reader.decimal('storageGibHours', { max }),
    egressMib: reader.decimal('egressMib', { max }),
  };
  reader.end();
  return units;
}
