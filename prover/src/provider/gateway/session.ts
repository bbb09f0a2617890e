import type { TallystickError } from '../../core/errors/TallystickError.js';
import { isSuccessor } from '../../core/receipt/order.js';
import type { Receipt } from '../../core/receipt/receipt.js';
import { addUnits, coversUnits, maxUnits, type Units, ZERO_UNITS } from '../../core/units.js';
import type { Allowance } from '../allowances/allowanceSource.js';
import type { AllowanceUse } from '../receiptStore/allowanceUse.js';
import type { ReceiptStore } from '../receiptStore/ReceiptStore.js';
import { receiptStoreError } from '../receiptStore/receiptStoreErrors.js';

/** A gateway's memory of one allowance. Changed only between two awaits, so concurrent requests see whole states. */
export type Session = {
  readonly serial: number;
  /** Counters that were settled when the allowance was first met: where charging starts. */
  readonly from: Units;
  /** Cumulative units charged, those still on their way to the store included. */
  used: Units;
  /** Units of requests under way. */
  reserved: Units;
  /** Units charged beyond what was reserved for them, since the session began: a meter may measure more. */
  overrun: Units;
  /** Number of requests under way. */
  underWay: number;
  /** The latest receipt, its signature verified. */
  receipt: Receipt | undefined;
  /** As the source told it last. */
  allowance: Allowance;
  /** The allowance by which the latest receipt was found acceptable, as it was then. */
  acceptedBy: { allowance: Allowance; balance: bigint; settled: Units } | undefined;
  /** Unix seconds since which the receipt has gone beyond what is settled. */
  unsettledSince: number | undefined;
};

/** The sessions of a gateway: loaded from the store when first needed, the least recently used idle ones forgotten. */
export type Sessions = {
  /** The session, if it is in memory. Hold it over no await before `underWay` counts the request: it may be forgotten. */
  peek(serial: number): Session | undefined;
  /** Brings the session into memory; concurrent calls load it once. */
  load(allowance: Allowance): Promise<void>;
  /** Takes over what another process with the same store has written since; whether there was anything. */
  refresh(session: Session): Promise<boolean>;
  /** All that are in memory. */
  all(): Iterable<Session>;
  /** As `peek`, without counting as a use of it. */
  find(serial: number): Session | undefined;
};

/**
 * @param maxSessions how many sessions to keep in memory, those with requests under way aside
 * @throws from `load`: receipt-store/other-deployment, receipt-store/other-owner, and what the store and `verify` throw
 */
export function createSessions({
  store,
  maxSessions,
  domain,
  verify,
}: {
  store: Pick<ReceiptStore, 'get'>;
  maxSessions: number;
  /** The deployment's. */
  domain: bigint;
  /** Whether a receipt's owner signed it. */
  verify: (item: { receipt: Receipt; owner: Allowance['owner'] }) => Promise<boolean>;
}): Sessions {
  const sessions = new Map<number, Session>();
  const loading = new Map<number, Promise<void>>();
  /** Loaded, and not yet looked at by who asked for it: else two that push each other out would be loaded for ever. */
  const awaited = new Set<number>();

  async function load(allowance: Allowance): Promise<void> {
    const { serial, settled } = allowance;
    const record = await store.get(serial);
    assertOfDomain(record, domain);
    const receipt = record?.receipt;
    // What is kept was verified, but for the owner that the serial had then: a reorganisation may have given it to another.
    if (receipt !== undefined && !(await verify({ receipt, owner: allowance.owner }))) throw otherOwner(serial);
    sessions.set(serial, {
      serial,
      from: settled,
      used: record?.used ?? settled,
      reserved: ZERO_UNITS,
      overrun: ZERO_UNITS,
      underWay: 0,
      receipt: record?.receipt,
      allowance,
      acceptedBy: undefined,
      unsettledSince: undefined,
    });
    awaited.add(serial);
    forgetIdle(serial);
  }

  /** A session with requests under way stays: what it has reserved is nowhere else. */
  function forgetIdle(newest: number): void {
    for (const [serial, session] of sessions) {
      if (sessions.size <= maxSessions || serial === newest) return;
      if (session.underWay === 0 && !awaited.has(serial)) sessions.delete(serial);
    }
  }

  return {
    peek(serial) {
      const session = sessions.get(serial);
      if (session === undefined) return undefined;
      awaited.delete(serial);
      sessions.delete(serial);
      sessions.set(serial, session); // now the most recently used
      return session;
    },
    load(allowance) {
      const { serial } = allowance;
      const started = loading.get(serial) ?? load(allowance).finally(() => loading.delete(serial));
      loading.set(serial, started);
      return started;
    },
    async refresh(session) {
      const record = await store.get(session.serial);
      return record !== undefined && takeOver(session, record);
    },
    all: () => sessions.values(),
    find: (serial) => sessions.get(serial),
  };
}

/**
 * Checks that a session is about the account that the allowance is of: a serial that a reorganisation gave to another owner says nothing of
 * what the first one signed.
 *
 * @throws receipt-store/other-owner
 */
export function assertSameOwner({ serial, allowance: known }: Session, allowance: Allowance): void {
  const [a, b] = [known.owner, allowance.owner];
  if (a !== b && (a.x !== b.x || a.y !== b.y)) throw otherOwner(serial);
}

function otherOwner(serial: number): TallystickError {
  return receiptStoreError('receipt-store/other-owner', { facts: { field: 'owner', serial } });
}

/**
 * Checks that what is stored of an allowance belongs to this deployment: what a receipt for another one covers can't be settled here, and
 * nothing signed for this one would be kept beside it.
 *
 * @throws receipt-store/other-deployment
 */
function assertOfDomain(record: AllowanceUse | undefined, domain: bigint): void {
  const given = record?.receipt?.domain;
  if (given === undefined || given === domain) return;
  const facts = { field: 'domain', serial: record?.serial, given, expected: domain };
  throw receiptStoreError('receipt-store/other-deployment', { facts });
}

/** Takes over what the store says of an allowance, as far as it is ahead; whether it is. */
export function takeOver(session: Session, { used, receipt }: AllowanceUse): boolean {
  const isLater =
    receipt !== undefined &&
    !isSameReceipt(receipt, session.receipt) &&
    (session.receipt === undefined || isSuccessor(session.receipt, receipt));
  const isAhead = isLater || !coversUnits(session.used, used);
  session.used = maxUnits(session.used, used);
  if (isLater) replaceReceipt(session, receipt);
  return isAhead;
}

/** Has it go on from a receipt that hasn't been judged here. */
export function replaceReceipt(session: Session, receipt: Receipt | undefined): void {
  session.receipt = receipt;
  session.acceptedBy = undefined;
}

/** Whether the latest receipt was found acceptable by just this allowance: it still is then, until the allowance expires. */
export function isAcceptedBy({ acceptedBy }: Session, allowance: Allowance): boolean {
  return (
    acceptedBy !== undefined &&
    acceptedBy.allowance === allowance &&
    acceptedBy.settled === allowance.settled &&
    acceptedBy.balance === allowance.balance
  );
}

/** Cumulative units that a receipt must reach for one more request: charged, reserved and its price; never below the latest. */
export function unitsOwed(session: Session, price: Units): Units {
  const owed = addUnits(addUnits(session.used, session.reserved), price);
  return maxUnits(maxUnits(owed, session.from), session.receipt?.units ?? owed);
}

/** Whether two receipts are equal in every field, so that what was verified of one holds for the other. */
export function isSameReceipt(a: Receipt, b: Receipt | undefined): boolean {
  if (a === b) return true;
  return (
    b !== undefined &&
    a.signature.s === b.signature.s &&
    a.signature.e === b.signature.e &&
    a.domain === b.domain &&
    a.serial === b.serial &&
    a.units.computeUnitSeconds === b.units.computeUnitSeconds &&
    a.units.storageGibHours === b.units.storageGibHours &&
    a.units.egressMib === b.units.egressMib
  );
}
