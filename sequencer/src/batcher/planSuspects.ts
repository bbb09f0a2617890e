import type { Terms } from '@tallystick/prover/core';
import type { ProvableShape } from '../proving/protocol.js';
import type { SettlementRecord } from '../store/createSettlementStore.js';
import type { WithdrawalRecord } from '../store/createWithdrawalStore.js';
import type { BatchPlan } from './BatchPlan.js';
import { chooseShape } from './chooseShape.js';

export type PlanSuspectsParameters = {
  /** Pending settlements and withdrawals, oldest first. */
  pending: readonly SettlementRecord[];
  ordered: readonly WithdrawalRecord[];
  /** Terms of an account that is in the tree. */
  inTree: (serial: number) => Promise<Terms | undefined>;
  shapes: readonly ProvableShape[];
  firstQueued: number;
};

/**
 * A batch of items whose last batch could not be proved, if there are such: apart from all others, and half as many with every failure. The
 * least suspicious come first. So the one that can't be proved is alone after a few batches, where it is rejected, and the others have been
 * settled.
 */
export async function planSuspects(parameters: PlanSuspectsParameters): Promise<BatchPlan | undefined> {
  const { pending, ordered, inTree, shapes, firstQueued } = parameters;
  const runnable: { settlement: SettlementRecord; provider: number }[] = [];
  for (const settlement of pending.filter(({ suspicion }) => suspicion > 0)) {
    const allowance = await inTree(settlement.serial);
    if (!allowance || !(await inTree(allowance.providerSerial))) continue;
    runnable.push({ settlement, provider: allowance.providerSerial });
  }
  const withdrawals: WithdrawalRecord[] = [];
  for (const withdrawal of ordered.filter(({ suspicion }) => suspicion > 0))
    if (await inTree(withdrawal.serial)) withdrawals.push(withdrawal);
  // Of those that can run: one whose account a reorg took away must not keep the others waiting.
  const levels = [...runnable.map(({ settlement }) => settlement), ...withdrawals].map(({ suspicion }) => suspicion);
  if (levels.length === 0) return undefined;
  const level = Math.min(...levels);
  const least = runnable.filter(({ settlement }) => settlement.suspicion === level);
  const suspects = least.map(({ settlement }) => settlement);
  const providers = new Set(least.map(({ provider }) => provider));
  const alone = suspects.length > 0 ? [] : withdrawals.filter(({ suspicion }) => suspicion === level).slice(0, 1);
  // For as many of them as there are providers' slots in any shape, each provider counted once too often at most.
  const settles = Math.max(1, Math.max(0, ...shapes.map(({ shape }) => shape.settles)) >> level);
  const credits = Math.max(1, ...shapes.map(({ shape }) => shape.credits - 1));
  const settlements = suspects.slice(0, providers.size > credits ? Math.min(settles, credits) : settles);
  const load = { opens: 0, settlements: settlements.length, providers: 1, withdrawals: alone.length };
  const shape = chooseShape(shapes, load);
  return shape && { shape, firstSerial: firstQueued, opens: [], settlements, withdrawals: alone, isFull: true };
}
