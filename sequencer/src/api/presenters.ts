import { type AccountState, fieldToHex } from '@tallystick/prover/core';
import type { AccountStatus } from '../intake/statusOf.js';
import { unitsText } from '../operations/settlement.js';
import type { BatchRecord } from '../store/createBatchStore.js';

/** How records leave the service: nothing secret, bigints as text, what isn't there as null. */

const text = (value: bigint | undefined): string | null => value?.toString() ?? null;

/** Without the view key, which whoever may ask has already. */
export function presentAccount({ state, status }: { state: AccountState; status: AccountStatus }) {
  const { serial, owner, terms, balance, counters, nonce } = state;
  return {
    serial,
    owner: { x: fieldToHex(owner.x), y: fieldToHex(owner.y) },
    terms: { providerSerial: terms.providerSerial, prices: unitsText(terms.prices), expiry: terms.expiry },
    balance: balance.toString(),
    counters: unitsText(counters),
    nonce,
    status,
  };
}

export function presentBatch(record: BatchRecord, gates: number | undefined) {
  return {
    id: record.id,
    status: record.status,
    shape: record.shape,
    gates: gates ?? null,
    oldRoot: fieldToHex(record.oldRoot),
    newRoot: fieldToHex(record.newRoot),
    opens: record.openCount,
    ...record.itemCounts,
    txHash: record.txHash ?? null,
    block: text(record.txBlock),
    gasUsed: text(record.gasUsed),
    proofBytes: record.proofBytes ?? null,
    witnessMs: record.witnessMs ?? null,
    proveMs: record.proveMs ?? null,
    error: record.error ?? null,
    createdAt: record.createdAt.toISOString(),
    updatedAt: record.updatedAt.toISOString(),
  };
}
