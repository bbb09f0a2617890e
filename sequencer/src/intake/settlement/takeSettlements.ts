import {
  type AccountState,
  isEarningAccount,
  openedAccount,
  type Point,
  type Receipt,
  receiptError,
  UNIT_KEYS,
  type Units,
  verifyReceipt,
} from '@tallystick/prover/core';
import { apiError } from '@tallystick/prover/sequencer-client';
import type { OpenRecord } from '../../store/createOpenStore.js';
import type { StoreTables } from '../../store/createStore.js';
import type { SettlementRecord } from '../../store/items/createSettlementStore.js';
import { createProviderCheck } from './createProviderCheck.js';
import { judgeSettlement } from './judgeSettlement.js';

/** A receipt of this deployment's domain whose signature `owner` made. */
export type SignedSettlement = {
  id: string;
  receipt: Receipt;
  owner: Point;
  /** The header of whoever hands it in. */
  authorization: string | undefined;
};

/** What became of one: its record, or why it was refused. */
export type TakenSettlement = { record: SettlementRecord } | { error: unknown };

/**
 * Takes several settlements in, in their order and within one transaction, so that its cost is shared. One that is refused changes nothing
 * and holds nobody up.
 *
 * @param now The chain's time, in unix seconds.
 */
export async function takeSettlements(
  { opens, accounts, settlements }: StoreTables,
  items: readonly SignedSettlement[],
  now: number,
): Promise<TakenSettlement[]> {
  const serials = [...new Set(items.map(({ receipt }) => receipt.serial))];
  const known = new Map((await opens.lockAll(serials)).map((open) => [open.serial, open]));
  const states = new Map((await accounts.many(serials)).map((state) => [state.serial, state]));
  const ids = items.map(({ id }) => id);
  const related = await settlements.related(ids, serials);
  const providers = await providersOf(opens, known);
  const checkProvider = createProviderCheck();

  const byId = new Map(related.map((record) => [record.id, record]));
  const finals = new Map(related.filter(isFinal).map((record) => [record.serial, record]));
  const waiting = new Map<number, Waiting>(related.filter(isWaiting).map((record) => [record.serial, record]));
  const accepted: (SignedSettlement & { expiry: number })[] = [];
  const outcomes: ({ error: unknown } | { record: SettlementRecord } | { id: string })[] = [];
  for (const item of items) {
    const { id, receipt, owner, authorization } = item;
    const { serial } = receipt;
    try {
      const { open, state } = accountOf(serial, known, states);
      const { providerSerial } = state.terms;
      // Before any answer, since the consumer has every receipt too.
      const provider = checkProvider({ serial, providerSerial, authorization }, providers.get(providerSerial));
      const stored = byId.get(id);
      // The id covers the signature, so it is the same receipt: the answer is that of the first. One that a wrong clock of the chain let
      // expire is judged anew, once the clock is right.
      const isOver = stored?.status === 'rejected' || (stored?.status === 'expired' && now < state.terms.expiry);
      if (stored && !isOver) {
        outcomes.push({ record: stored });
        continue;
      }
      // A reorganisation of the chain may have given the serial to somebody else since.
      const isSame = owner.x === state.owner.x && owner.y === state.owner.y;
      if (!isSame && !verifyReceipt({ receipt, owner: state.owner })) {
        throw receiptError('receipt/bad-signature', { facts: { field: 'signature', serial } });
      }
      const before = waiting.get(serial);
      const latest = before ?? finals.get(serial);
      // The same units under another signature: likewise.
      if (latest && sameUnits(latest.receipt.units, receipt.units)) {
        outcomes.push('status' in latest ? { record: latest } : { id: latest.id });
        continue;
      }
      judgeSettlement({ receipt, state, open, provider, waiting: before, now });
      accepted.push({ ...item, expiry: state.terms.expiry });
      waiting.set(serial, item);
      outcomes.push({ id });
    } catch (error) {
      outcomes.push({ error });
    }
  }
  const stored = new Map((await settlements.putAll(unique(accepted))).map((record) => [record.id, record]));
  return outcomes.map((outcome) => {
    if (!('id' in outcome)) return outcome;
    const record = stored.get(outcome.id);
    return record ? { record } : { error: new TypeError('A settlement was not found right after it was stored') };
  });
}

/** A record of the database, or an item of this call. */
type Waiting = SettlementRecord | SignedSettlement;

const isFinal = ({ status }: SettlementRecord) => status === 'final';
const isWaiting = ({ status }: SettlementRecord) => status === 'pending' || status === 'batched';

function accountOf(
  serial: number,
  known: ReadonlyMap<number, OpenRecord>,
  states: ReadonlyMap<number, AccountState>,
): { open: OpenRecord; state: AccountState } {
  const open = known.get(serial);
  if (!open?.disclosed) {
    throw apiError('sequencer/unknown-account', { facts: { field: 'serial', given: serial } });
  }
  const { owner, amount, disclosed: terms } = open;
  const state = states.get(serial) ?? openedAccount({ serial, owner, terms, amount });
  if (isEarningAccount(state)) {
    throw apiError('sequencer/not-an-allowance', { facts: { field: 'serial', given: serial } });
  }
  return { open, state };
}

async function providersOf(
  opens: StoreTables['opens'],
  known: ReadonlyMap<number, OpenRecord>,
): Promise<Map<number, OpenRecord>> {
  const serials = new Set([...known.values()].flatMap(({ disclosed }) => disclosed?.providerSerial ?? []));
  return new Map((await opens.many([...serials])).map((open) => [open.serial, open]));
}

/** The same receipt may come twice in one call; an insert can't touch a row twice. */
function unique<Item extends SignedSettlement>(items: readonly Item[]): Item[] {
  return [...new Map(items.map((item) => [item.id, item])).values()];
}

function sameUnits(a: Units, b: Units): boolean {
  return UNIT_KEYS.every((key) => a[key] === b[key]);
}
