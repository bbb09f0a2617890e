import type { AccountStore } from '../core/account/stores.js';
import { createOverlayAccountStore } from '../core/account/stores.js';
import { AccountTree } from '../core/tree/AccountTree.js';
import type { NodeStore } from '../core/tree/nodeStores.js';
import { createOverlayNodeStore } from '../core/tree/nodeStores.js';
import { TREE_DEPTH } from '../core/tree/nodes.js';
import { UNIT_KEYS, ZERO_UNITS } from '../core/units.js';
import { applyCredit, type CreditStep, type CreditSum } from './ops/credit.js';
import { applyOpen, type OpenStep } from './ops/open.js';
import { applySettle, type SettleStep } from './ops/settle.js';
import { applyWithdraw, type WithdrawStep } from './ops/withdraw.js';
import { toBatchData, toPublicInputs } from './outputs.js';
import { type BatchPlan, planSlots } from './planSlots.js';
import type { BatchContext, BatchRequest } from './request.js';
import { validateRequest } from './request.js';
import type { BatchSteps, ExecutedBatch } from './steps.js';
import { toInputMap } from './toInputMap.js';

export type ExecuteBatchParameters = { nodes: NodeStore; accounts: AccountStore; request: BatchRequest };

/**
 * Runs a batch natively, slot by slot over one running root as the circuit does: opens, settlements, credits, withdrawals.
 * Whatever the circuit would refuse is refused here, with the place of the item (`facts.section`, and `facts.slot` in that
 * section's list of the request) and the reason. Unused slots are filled with cover. The stores given are only read; write
 * `nodes` and `accounts` of the result to them once the batch is final.
 *
 * @throws TallystickError with a `batch/` code; crypto/not-loaded
 *
 * @example
 * import { executeBatch } from '@tallystick/prover/batch';
 *
 * const executed = await executeBatch({ nodes, accounts, request: batchRequest });
 * // once the batch is final
 * await nodes.set(executed.nodes);
 * await accounts.set(executed.accounts);
 */
export async function executeBatch({ nodes, accounts, request }: ExecuteBatchParameters): Promise<ExecutedBatch> {
  validateRequest(request);
  const overlay = createOverlayNodeStore(nodes);
  const tree = new AccountTree(overlay);
  const context: BatchContext = { request, nodes: overlay, accounts: createOverlayAccountStore(accounts), tree };
  const plan = await planSlots(context);
  const steps = await run(context, plan);
  const settlements: ExecutedBatch['settlements'] = [];
  for (const [slot, { settlement, serial }] of plan.settles.entries()) {
    const { amount = 0n, fee = 0n } = steps.settles[slot] ?? {};
    if (settlement !== undefined) settlements[settlement] = { slot, serial, amount, fee };
  }
  return {
    shape: request.shape,
    oldRoot: steps.oldRoot,
    newRoot: steps.newRoot,
    publicInputs: toPublicInputs(request, steps),
    data: toBatchData(request, steps),
    inputs: toInputMap(request, steps),
    nodes: overlay.entries(),
    accounts: context.accounts.entries(),
    settlements,
  };
}

async function run(context: BatchContext, plan: BatchPlan): Promise<BatchSteps> {
  const { request, tree } = context;
  const { shape } = request;
  // One round trip to the store for all paths; the loops below find everything in the overlay.
  await tree.warm([
    0,
    ...request.opens.map((_, i) => request.firstSerial + i),
    ...plan.settles.map(({ serial }) => serial),
    ...plan.credits,
    ...plan.withdrawals.map(({ serial }) => serial).filter((serial) => serial < 4 ** shape.activeDepth),
  ]);
  const oldRoot = await tree.root();
  const cap = await tree.nodes(TREE_DEPTH - shape.activeDepth + shape.capDepth, 0, 4 ** shape.capDepth);

  const opens: OpenStep[] = [];
  for (let slot = 0; slot < shape.opens; slot++) opens.push(await applyOpen(context, slot));

  const sums: CreditSum[] = plan.credits.map(() => ({ amount: 0n, units: { ...ZERO_UNITS } }));
  const settles: SettleStep[] = [];
  for (const [slot, { serial, settlement, creditSlot }] of plan.settles.entries()) {
    const receipt = settlement === undefined ? undefined : request.settlements[settlement];
    const section = settlement === undefined ? 'cover' : 'settle';
    const place = { section, slot: settlement ?? slot, serial } as const;
    const step = await applySettle(context, { place, slot, creditSlot, receipt });
    settles.push(step);
    addTo(sums, step);
  }

  const credits: CreditStep[] = [];
  for (const [i, serial] of plan.credits.entries()) {
    const place = { section: 'credit', slot: i, serial } as const;
    const sum = sums[i] ?? { amount: 0n, units: ZERO_UNITS };
    credits.push(await applyCredit(context, { place, slot: shape.settles + i, sum }));
  }

  const withdrawals: WithdrawStep[] = [];
  for (const [i, { serial, withdrawal }] of plan.withdrawals.entries()) {
    const place = { section: withdrawal === undefined ? 'cover' : 'withdraw', slot: i, serial } as const;
    const order = withdrawal === undefined ? undefined : request.withdrawals[withdrawal];
    const slot = shape.settles + shape.credits + i;
    withdrawals.push(await applyWithdraw(context, { place, slot, withdrawal: order }));
  }
  return { oldRoot, newRoot: await tree.root(), cap, opens, settles, credits, withdrawals };
}

/** The fee goes to the operator's slot, the rest and the units to the provider's, which may be the same. */
function addTo(sums: CreditSum[], { before, units, creditSlot, amount, fee }: SettleStep): void {
  const [operator] = sums;
  const provider = sums[creditSlot];
  if (operator === undefined || provider === undefined) return;
  operator.amount += fee;
  provider.amount += amount - fee;
  for (const key of UNIT_KEYS) provider.units[key] += units[key] - before.counters[key];
}
