import type { InputMap } from '@noir-lang/noir_js';
import type { AccountState } from '../core/account/account.js';
import { packUnits } from '../core/account/packing.js';
import { packPricesExpiry } from '../core/account/terms.js';
import { PRICE_BITS, RECEIPT_TAG } from '../core/limits.js';
import type { Signature } from '../core/signature.js';
import type { TreeFamilies } from '../core/tree/AccountTree.js';
import type { Units } from '../core/units.js';
import { UNIT_KEYS } from '../core/units.js';
import { packHeader, packSerials } from './outputs.js';
import type { BatchRequest } from './request.js';
import type { BatchSteps } from './steps.js';

const LIMB = (1n << 128n) - 1n;

/** The circuit's inputs under the names of `circuits/noir/batch/src/main.nr`, where each of them is described. */
export function toInputMap(request: BatchRequest, steps: BatchSteps): InputMap {
  const updates = [...steps.settles, ...steps.credits, ...steps.withdrawals].map(({ update }) => update);
  const levels = request.shape.activeDepth - request.shape.capDepth;
  const path = (families: TreeFamilies) => families.slice(0, levels).map((family) => family.map(hex));
  return {
    old_root: hex(steps.oldRoot),
    new_root: hex(steps.newRoot),
    domain: hex(request.domain),
    header: hex(packHeader(request)),
    salt: hex(request.salt),
    open_data: steps.opens.map(({ ownerX, ownerY, terms, amount }) => [ownerX, ownerY, terms, amount].map(hex)),
    packed_serials: packSerials(updates.map(({ serial }) => serial)).map(hex),
    updates: updates.map(({ leaf, maskedWord }) => [hex(leaf), hex(maskedWord)]),
    payouts: steps.withdrawals.map(({ payout }) => hex(payout)),
    cap: steps.cap.map(hex),
    open_paths: steps.opens.map(({ families }) => path(families)),
    settles: steps.settles.map(({ before, units, creditSlot, signature, families }) => ({
      ...account(before),
      ...limbs(signature),
      active: signature !== undefined,
      provider_serial: hex(BigInt(before.terms.providerSerial)),
      prices: triple(before.terms.prices),
      expiry: hex(BigInt(before.terms.expiry)),
      counters: triple(before.counters),
      units: triple(units),
      credit_slot: creditSlot,
      path: path(families),
    })),
    credits: steps.credits.map(({ before, families }) => ({
      ...account(before),
      provider_serial: hex(BigInt(before.terms.providerSerial)),
      prices_expiry: hex(packPricesExpiry(before.terms)),
      counters: triple(before.counters),
      path: path(families),
    })),
    withdrawals: steps.withdrawals.map(({ before, signature, families }) => ({
      ...account(before),
      ...limbs(signature),
      active: signature !== undefined,
      provider_serial: hex(BigInt(before.terms.providerSerial)),
      packed_prices: hex(packPrices(before.terms.prices)),
      expiry: hex(BigInt(before.terms.expiry)),
      packed_counters: hex(packCounters(before.counters)),
      path: path(families),
    })),
  };
}

/** The fields that every kind of slot has. */
function account({ serial, owner, terms, balance, nonce, blinding }: AccountState) {
  return {
    serial: hex(BigInt(serial)),
    owner: [hex(owner.x), hex(owner.y)],
    view_key: hex(terms.viewKey),
    balance: hex(balance),
    nonce: hex(BigInt(nonce)),
    blinding: hex(blinding),
  };
}

/** Scalars as [low 128 bits, high]. A refresh has none: its check is switched off, and these make the curve's sums work out. */
function limbs(signature: Signature | undefined) {
  if (signature === undefined) return { signature_s: [hex(1n), hex(0n)], signature_e: [hex(0n), hex(0n)] };
  const split = (scalar: bigint) => [hex(scalar & LIMB), hex(scalar >> 128n)];
  return { signature_s: split(BigInt(signature.s)), signature_e: split(BigInt(signature.e)) };
}

function triple(units: Units): string[] {
  return UNIT_KEYS.map((key) => hex(units[key]));
}

function packPrices(prices: Units): bigint {
  return prices.computeUnitSeconds | (prices.storageGibHours << PRICE_BITS) | (prices.egressMib << (2n * PRICE_BITS));
}

function packCounters(counters: Units): bigint {
  return packUnits(counters) - (RECEIPT_TAG << 132n);
}

function hex(value: bigint): string {
  return `0x${value.toString(16)}`;
}
