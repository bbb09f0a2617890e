import type { Hex } from 'viem';
import { fieldToHex } from '../field/fieldToHex.js';
import type { Signature } from '../signature/Signature.js';
import type { Receipt } from './Receipt.js';

/** A receipt as JSON carries it: counters as decimal strings, the domain as hex of 32 bytes. */
export type SerializedReceipt = {
  domain: Hex;
  serial: number;
  units: { computeUnitSeconds: string; storageGibHours: string; egressMib: string };
  signature: Signature;
};

/** The receipt in the form that `parseReceipt` reads. */
export function serializeReceipt({ domain, serial, units, signature }: Receipt): SerializedReceipt {
  return {
    domain: fieldToHex(domain),
    serial,
    units: {
      computeUnitSeconds: units.computeUnitSeconds.toString(),
      storageGibHours: units.storageGibHours.toString(),
      egressMib: units.egressMib.toString(),
    },
    signature: { s: signature.s, e: signature.e },
  };
}
