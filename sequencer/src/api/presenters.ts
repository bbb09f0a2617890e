import {
  type AccountState,
  fieldToHex,
  type SerializedWithdrawal,
  serializeWithdrawal,
  UNIT_KEYS,
  type Units,
} from '@tallystick/prover/core';
import type { AccountStatus } from '../intake/statusOf.js';
import type { BatchRecord } from '../store/createBatchStore.js';
import type { SettlementRecord } from '../store/createSettlementStore.js';
import type { WithdrawalRecord } from '../store/createWithdrawalStore.js';
import type { ErrorRecord } from '../store/ErrorRecord.js';

/** How records leave the service: nothing secret, bigints as text, what isn't there as null. */

const text = (value: bigint | undefined): string | null => value?.toString() ?? null;
const unitsText = (units: Units) => Object.fromEntries(UNIT_KEYS.map((key) => [key, units[key].toString()]));

export function presentSettlement({ id, serial, status, receipt, amount, fee, batchId, error }: SettlementRecord) {
  return {
    id,
    serial,
    status,
    units: unitsText(receipt.units),
    amount: text(amount),
    fee: text(fee),
    batchId: batchId ?? null,
    error: error ?? null,
  };
}

/** An order without its signature, and what became of it. */
export type PresentedWithdrawal = Omit<SerializedWithdrawal, 'signature'> &
  Pick<WithdrawalRecord, 'id' | 'status'> & { batchId: number | null; error: ErrorRecord | null };

export function presentWithdrawal(record: WithdrawalRecord): PresentedWithdrawal {
  const { id, status, withdrawal, batchId, error } = record;
  const { signature: _, ...order } = serializeWithdrawal(withdrawal);
  return { id, ...order, status, batchId: batchId ?? null, error: error ?? null };
}

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
    settlements: record.settlementCount,
    withdrawals: record.withdrawalCount,
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
