import { isEarningAccount } from '../core/account/account.js';
import { loadAccount } from './accounts.js';
import { batchError } from './batchErrors.js';
import { drawCover, shuffled } from './cover.js';
import { type BatchContext, refuse } from './request.js';

/** Who stands where: settlements, credits and withdrawals with their cover. */
export type BatchPlan = {
  /** By settle slot: an index into `request.settlements`, or an account to refresh. */
  settles: { serial: number; settlement: number | undefined; creditSlot: number }[];
  /** By credit slot; slot 0 is the operator's, if there is one. */
  credits: number[];
  /** By withdraw slot: an index into `request.withdrawals`, or an account to refresh. */
  withdrawals: { serial: number; withdrawal: number | undefined }[];
};

/**
 * Lays a batch out. Settlements and credits go to random slots among their cover, so that the slot says nothing; receipts
 * of one allowance keep their order. Withdrawals are public anyway and come first.
 *
 * @throws everything that `planProviders` throws
 */
export async function planSlots(context: BatchContext): Promise<BatchPlan> {
  const { request } = context;
  const { shape, settlements, withdrawals, operatorSerial, random } = request;
  const payees = await planProviders(context);
  const opened = request.opens.flatMap(({ terms }, i) => (typeof terms === 'bigint' ? [] : [request.firstSerial + i]));
  const { coversOpened = true } = request;
  const known = [...new Set([...request.coverSerials, ...(coversOpened ? opened : [])])];
  const load = (serial: number) => loadAccount(context, serial);
  // Without an operator there may be nothing but the account that the batch is about.
  const fallback = operatorSerial || (settlements[0] ?? withdrawals[0])?.serial || (known[0] ?? 0);
  const cover = { serials: known, random, load, fallback };

  const operator = operatorSerial === 0 ? [] : [operatorSerial];
  const providers = [...new Set(payees)].filter((serial) => serial !== operatorSerial);
  const creditCover = await drawCover({
    ...cover,
    count: shape.credits - operator.length - providers.length,
    serials: request.earningCoverSerials ?? known,
    accept: isEarningAccount,
    avoid: new Set([...providers, ...operator]),
    // An allowance in a credit slot shows that nothing was credited there; an operator always has its own account.
    strict: operatorSerial !== 0,
  });
  const credits = [...operator, ...shuffled([...providers, ...creditCover], random)];

  const settleCover = await drawCover({
    ...cover,
    count: shape.settles - settlements.length,
    accept: (state) => !isEarningAccount(state),
    avoid: new Set(settlements.map(({ serial }) => serial)),
    strict: false,
  });
  const settles: BatchPlan['settles'] = [];
  for (const [settlement, slot] of placeSettlements(settlements, { slots: shape.settles, random }).entries()) {
    const serial = settlements[settlement]?.serial ?? operatorSerial;
    // A cover that repeats the provider may stand before it; any slot of the provider will do.
    const creditSlot = credits.indexOf(payees[settlement] ?? operatorSerial);
    settles[slot] = { serial, settlement, creditSlot };
  }
  for (let slot = 0; slot < shape.settles; slot++) {
    settles[slot] ??= { serial: settleCover.pop() ?? operatorSerial, settlement: undefined, creditSlot: 0 };
  }

  const withdrawCover = await drawCover({
    ...cover,
    count: shape.withdrawals - withdrawals.length,
    accept: () => true,
    avoid: new Set(withdrawals.map(({ serial }) => serial)),
    strict: false,
  });
  return {
    settles,
    credits,
    withdrawals: [
      ...withdrawals.map(({ serial }, withdrawal) => ({ serial, withdrawal })),
      ...withdrawCover.map((serial) => ({ serial, withdrawal: undefined })),
    ],
  };
}

/**
 * Who has to be paid: the provider of each settlement, in the order of the request. Checks that everyone concerned is known
 * and of the right kind, and that the shape has a credit slot for each provider beside the operator (if there is one).
 *
 * @throws batch/no-operator-account, batch/unknown-account, batch/serial-beyond-depth, batch/not-an-allowance,
 *   batch/not-an-earning-account, batch/too-many-providers
 */
async function planProviders(context: BatchContext): Promise<number[]> {
  const { shape, settlements, operatorSerial } = context.request;
  const limit = 4 ** shape.activeDepth;
  const room = operatorSerial === 0 ? shape.credits : shape.credits - 1;
  if (operatorSerial !== 0) await assertOperator(context);

  const payees: number[] = [];
  const providers = new Set<number>();
  const allowances = await Promise.all(settlements.map(({ serial }) => loadAccount(context, serial)));
  for (const [slot, { serial }] of settlements.entries()) {
    const place = { section: 'settle', slot, serial } as const;
    if (serial >= limit) refuse('batch/serial-beyond-depth', place, { given: serial, expected: `below ${limit}` });
    const allowance = allowances[slot] ?? refuse('batch/unknown-account', place);
    if (isEarningAccount(allowance)) refuse('batch/not-an-allowance', place);
    const { providerSerial } = allowance.terms;
    payees.push(providerSerial);
    if (providerSerial === operatorSerial || providers.has(providerSerial)) continue;
    const facts = { field: 'providerSerial', given: providerSerial };
    const provider = (await loadAccount(context, providerSerial)) ?? refuse('batch/unknown-account', place, facts);
    if (!isEarningAccount(provider)) refuse('batch/not-an-earning-account', place, facts);
    providers.add(providerSerial);
    if (providers.size > room) {
      refuse('batch/too-many-providers', place, { given: providers.size, expected: `at most ${room}` });
    }
  }
  return payees;
}

async function assertOperator(context: BatchContext): Promise<void> {
  const { operatorSerial } = context.request;
  const operator = await loadAccount(context, operatorSerial);
  if (operator === undefined) throw batchError('batch/no-operator-account', { facts: { operatorSerial } });
  if (!isEarningAccount(operator)) {
    refuse('batch/not-an-earning-account', { section: 'credit', slot: 0, serial: operatorSerial });
  }
}

/** A random slot for each settlement out of `slots`; receipts of one allowance stand in ascending slots, in their order. */
function placeSettlements(
  settlements: readonly { serial: number }[],
  { slots, random }: { slots: number; random: () => bigint },
): number[] {
  const bySerial = new Map<number, number[]>();
  for (const [i, { serial }] of settlements.entries()) bySerial.set(serial, [...(bySerial.get(serial) ?? []), i]);
  const all = Array.from({ length: slots }, (_, slot) => slot);
  const placed = shuffled(all, random).slice(0, settlements.length);
  for (const group of bySerial.values()) {
    const ascending = group.map((i) => placed[i] as number).sort((a, b) => a - b);
    for (const [at, i] of group.entries()) placed[i] = ascending[at] as number;
  }
  return placed;
}
