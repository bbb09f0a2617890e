import { type BatchRequest, type ExecutedBatch, executeBatch } from '@tallystick/prover/batch';
import { isEarningAccount, randomField, TallystickError } from '@tallystick/prover/core';
import type { Store } from '../store/createStore.js';
import type { ErrorRecord } from '../store/ErrorRecord.js';
import type { BatchPlan } from './BatchPlan.js';
import type { Tip } from './readTip.js';

/** An item that the batch could not take, with the reason. */
export type Rejected = { kind: 'settlement' | 'withdrawal'; id: string; serial: number; reason: ErrorRecord };

export type ExecutedPlan = { executed: ExecutedBatch; plan: BatchPlan; rejected: Rejected[] };

export type ExecutePlanParameters = {
  /** Only for the accounts that may be cover. */
  store: Pick<Store, 'accounts'>;
  /** What the batch is executed on. */
  tip: Pick<Tip, 'nodes' | 'accounts'>;
  plan: BatchPlan;
  terms: Pick<BatchRequest, 'domain' | 'now' | 'feeBps' | 'operatorSerial'>;
};

/** So many accounts are offered as cover; a batch draws from them. */
const coverSample = 512;

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
}: ExecutePlanParameters): Promise<Omit<ExecutedPlan, 'executed'> & { executed: ExecutedBatch | undefined }> {
  const { serials, earning } = await store.accounts.sample(coverSample);
  const rejected: Rejected[] = [];
  let left = plan;
  while (left.opens.length + left.settlements.length + left.withdrawals.length > 0) {
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
      settlements: left.settlements.map(({ receipt }) => receipt),
      withdrawals: left.withdrawals.map(({ withdrawal }) => withdrawal),
      random: randomField,
      coverSerials: serials,
      earningCoverSerials: [
        ...earning,
        ...left.opens
          .filter(({ disclosed }) => disclosed && isEarningAccount({ terms: disclosed }))
          .map(({ serial }) => serial),
      ],
    };
    try {
      const executed = await executeBatch({ nodes: tip.nodes, accounts: tip.accounts, request });
      return { executed, plan: left, rejected };
    } catch (error) {
      const item = await culprit(left, error, tip, terms.operatorSerial);
      if (!item) throw error;
      rejected.push(item);
      left = {
        ...left,
        settlements: left.settlements.filter(({ id }) => item.kind !== 'settlement' || id !== item.id),
        withdrawals: left.withdrawals.filter(({ id }) => item.kind !== 'withdrawal' || id !== item.id),
      };
    }
  }
  return { executed: undefined, plan: left, rejected };
}

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
  if (section === 'settle') {
    const item = plan.settlements[Number(slot)];
    return item && { kind: 'settlement', id: item.id, serial: item.serial, reason };
  }
  if (section === 'withdraw') {
    const item = plan.withdrawals[Number(slot)];
    return item && { kind: 'withdrawal', id: item.id, serial: item.serial, reason };
  }
  if (section === 'credit' && tooMuch.has(error.code)) {
    // The sum of several settlements is too much for one account: without the latest of them it may do. Nobody else's is to suffer for it.
    for (const item of plan.settlements.toReversed()) {
      if (serial !== operatorSerial && (await providerOf(item.serial, plan, tip)) !== serial) continue;
      return {
        kind: 'settlement',
        id: item.id,
        serial: item.serial,
        reason: { ...reason, facts: { provider: serial } },
      };
    }
  }
  return undefined;
}

/** The provider of an allowance, in the tree or opened by the batch. */
async function providerOf(serial: number, { opens }: BatchPlan, { accounts }: Pick<Tip, 'accounts'>) {
  const opened = opens.find((open) => open.serial === serial)?.disclosed;
  return (opened ?? (await accounts.get(serial))?.terms)?.providerSerial;
}
