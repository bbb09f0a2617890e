import type { AccountStore } from '../account/AccountStore.js';
import { createOverlayAccountStore } from '../account/createOverlayAccountStore.js';
import { UNIT_KEYS } from '../account/UNIT_KEYS.js';
import { ZERO_UNITS } from '../account/ZERO_UNITS.js';
import { AccountTree } from '../tree/AccountTree.js';
import { createOverlayNodeStore } from '../tree/createOverlayNodeStore.js';
import type { NodeStore } from '../tree/NodeStore.js';
import { TREE_DEPTH } from '../tree/TREE_DEPTH.js';
import { applyCredit, type CreditStep, type CreditSum } from './applyCredit.js';
import { applyOpen, type OpenStep } from './applyOpen.js';
import { applySettle, type SettleStep } from './applySettle.js';
import { applyWithdraw, type WithdrawStep } from './applyWithdraw.js';
import type { BatchContext } from './BatchContext.js';
import type { BatchRequest } from './BatchRequest.js';
import type { BatchSteps } from './BatchSteps.js';
import type { ExecutedBatch } from './ExecutedBatch.js';
import { type BatchPlan, planBatch } from './planBatch.js';
import { toBatchData } from './toBatchData.js';
import { toInputMap } from './toInputMap.js';
import { toPublicInputs } from './toPublicInputs.js';
import { validateRequest } from './validateRequest.js';

export type ExecuteBatchParameters = { nodes: NodeStore; accounts: AccountStore; request: BatchRequest };

/**
 * Runs a batch natively, slot by slot over one running root as the circuit does: opens, settlements, credits, withdrawals.
 * Whatever the circuit would refuse is refused here, with the place of the item (`facts.section`, and `facts.slot` in that
 * section's list of the request) and the reason. Unused slots are filled with cover. The stores given are only read; write
 * `nodes` and `accounts` of the result to them once the batch is final.
 *
 * @throws TallystickError with a `batch/` code; crypto/not-loaded
 */
export async function executeBatch({ nodes, accounts, request }: ExecuteBatchParameters): Promise<ExecutedBatch> {
  validateRequest(request);
  const overlay = createOverlayNodeStore(nodes);
  const tree = new AccountTree(overlay);
  const context: BatchContext = { request, nodes: overlay, accounts: createOverlayAccountStore(accounts), tree };
  const plan = await planBatch(context);
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
