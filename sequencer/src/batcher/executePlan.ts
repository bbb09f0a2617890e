import { type BatchRequest, type ExecutedBatch, executeBatch } from '@tallystick/prover/batch';
import { isEarningAccount, randomField, TallystickError } from '@tallystick/prover/core';
import type { TermsOf } from '../operations/Operation.js';
import { itemOperations } from '../operations/operations.js';
import type { Store } from '../store/createStore.js';
import type { ErrorRecord } from '../store/ErrorRecord.js';
import { byKind, ITEM_KINDS, type ItemKind } from '../store/items/itemStores.js';
import { type BatchPlan, countItems, isTrial } from './BatchPlan.js';
import { type Candidate, findCandidates } from './candidates.js';
import { findCover } from './findCover.js';
import type { Tip } from './readTip.js';

/** An item that the batch could not take, with the reason. */
export type Rejected = { kind: ItemKind; id: string; serial: number; reason: ErrorRecord };

export type ExecutedPlan = { executed: ExecutedBatch; plan: BatchPlan; rejected: Rejected[] };

export type ExecutePlanParameters = {
  /** Only for the accounts that may be cover. */
  store: Pick<Store, 'accounts'>;
  /** What the batch is executed on. */
  tip: Pick<Tip, 'nodes' | 'accounts'>;
  plan: BatchPlan;
  terms: Pick<BatchRequest, 'domain' | 'now' | 'feeBps' | 'operatorSerial'>;
  /** Whether to draw cover only from accounts that are known to do no harm; of a trial that is so anyway. */
  isCareful?: boolean;
};

/**
 * Runs a plan natively. What is refused is taken out and the rest is run again, so that one bad item holds nobody up. Every run draws a
 * fresh salt: one that was used with other accounts' words would show what changed.
 *
 * @returns undefined for the batch when nothing is left of it
 * @throws what `executeBatch` throws that isn't the fault of one item
 */
export async function executePlan({
  store,
  tip,
  plan,
  terms,
  isCareful = false,
}: ExecutePlanParameters): Promise<Omit<ExecutedPlan, 'executed'> & { executed: ExecutedBatch | undefined }> {
  const rejected: Rejected[] = [];
  let left = plan;
  while (left.opens.length + countItems(left) > 0) {
    const isProvenOnly = isCareful || isTrial(left);
    const { serials, earning } = await findCover(store, isProvenOnly);
    const request: BatchRequest = {
      ...terms,
      shape: left.shape.shape,
      salt: randomField(),
      firstSerial: left.firstSerial,
      opens: left.opens.map(({ owner, disclosed, terms: hash, amount }) => ({
        owner,
        terms: disclosed ?? hash,
        amount,
      })),
      ...byKind<Pick<BatchRequest, ItemKind>>((kind) => requestOf(kind, left)),
      random: randomField,
      coverSerials: serials,
      earningCoverSerials: [
        ...earning,
        ...(isProvenOnly ? [] : left.opens)
          .filter(({ disclosed }) => disclosed && isEarningAccount({ terms: disclosed }))
          .map(({ serial }) => serial),
      ],
      coversOpened: !isProvenOnly,
    };
    try {
      const executed = await executeBatch({ nodes: tip.nodes, accounts: tip.accounts, request });
      return { executed, plan: left, rejected };
    } catch (error) {
      const item = await culprit(left, error, tip, terms.operatorSerial);
      if (!item) throw error;
      rejected.push(item);
      left = { ...left, [item.kind]: left[item.kind].filter(({ id }) => id !== item.id) };
    }
  }
  return { executed: undefined, plan: left, rejected };
}

const requestOf = <K extends ItemKind>(kind: K, plan: BatchPlan) => itemOperations[kind].toRequest(plan[kind]);

/** Refusals that speak of the store or the plan, not of the item at whose place they were found. */
const notTheItem = new Set([
  'batch/stale-account',
  'batch/unknown-account',
  'batch/bad-request',
  'batch/no-operator-account',
]);

/** Too much for the account that is credited; anything else there is the operator's own account's. */
const tooMuch = new Set(['batch/balance-overflow', 'batch/counter-out-of-range']);

async function culprit(
  plan: BatchPlan,
  error: unknown,
  tip: Pick<Tip, 'accounts'>,
  operatorSerial: number,
): Promise<Rejected | undefined> {
  if (!(error instanceof TallystickError) || !error.code.startsWith('batch/') || notTheItem.has(error.code)) return;
  const { section, slot, serial } = error.facts;
  const reason = error.toJSON();
  const kind = ITEM_KINDS.find((one) => itemOperations[one].section === section);
  if (kind !== undefined) {
    const item = plan[kind][Number(slot)];
    return item && { kind, id: item.id, serial: item.serial, reason };
  }
  if (section !== 'credit' || !tooMuch.has(error.code)) return undefined;
  // The sum of several items is too much for one account: without the latest of them it may do. Nobody else's is to suffer for it.
  const items = await findCandidates(plan, () => true, termsAfter(plan, tip));
  const isCredited = ({ credited }: Candidate) =>
    credited !== undefined && (credited === serial || serial === operatorSerial);
  const latest = items.findLast(isCredited);
  if (!latest) return undefined;
  const { id, serial: account } = latest.item;
  return { kind: latest.kind, id, serial: account, reason: { ...reason, facts: { provider: serial } } };
}

/** Terms of an account in the tree, or opened by the batch. */
function termsAfter({ opens }: BatchPlan, { accounts }: Pick<Tip, 'accounts'>): TermsOf {
  return async (serial) =>
    opens.find((open) => open.serial === serial)?.disclosed ?? (await accounts.get(serial))?.terms;
}
