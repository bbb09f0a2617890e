import type { Units } from '../account/Units.js';

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
