import type { AccountState } from '../account/AccountState.js';
import { isEarningAccount } from '../account/isEarningAccount.js';
import { openedAccount } from '../account/openedAccount.js';
import { TallystickError } from '../errors/TallystickError.js';
import type { BatchContext } from './BatchContext.js';
import { drawCover } from './drawCover.js';
import type { BatchPlace } from './refuse.js';
import { refuse } from './refuse.js';
import { shuffled } from './shuffled.js';

/** Who stands where: settlements, credits and withdrawals with their cover. */
export type BatchPlan = {
  /** By settle slot: an index into `request.settlements`, or an account to refresh. */
  settles: { serial: number; settlement: number | undefined; creditSlot: number }[];
  /** By credit slot; slot 0 is the operator's. */
  credits: number[];
  /** By withdraw slot: an index into `request.withdrawals`, or an account to refresh. */
  withdrawals: { serial: number; withdrawal: number | undefined }[];
};

/**
 * Lays a batch out. Settlements and credits go to random slots among their cover, so that the slot says nothing; receipts
 * of one allowance keep their order. Withdrawals are public anyway and come first.
 *
 * @throws batch/unknown-account, batch/serial-beyond-depth, batch/not-an-allowance, batch/not-an-earning-account,
 *   batch/no-operator-account, batch/too-many-providers
 */
export async function planBatch(context: BatchContext): Promise<BatchPlan> {
  const { request } = context;
  const { shape, settlements, withdrawals, operatorSerial, random } = request;
  const load = loader(context);
  const opened = request.opens.flatMap(({ terms }, i) => (typeof terms === 'bigint' ? [] : [request.firstSerial + i]));
  const known = [...new Set([...request.coverSerials, ...opened])];

  const operator = await load(operatorSerial);
  if (operator === undefined) throw new TallystickError('batch/no-operator-account', { facts: { operatorSerial } });
  if (!isEarningAccount(operator)) {
    refuse('batch/not-an-earning-account', { section: 'credit', slot: 0, serial: operatorSerial });
  }

  const allowances = await Promise.all(
    settlements.map(({ serial }, slot) => load(serial, { section: 'settle', slot, serial })),
  );
  const providers = new Set<number>();
  for (const [slot, allowance] of allowances.entries()) {
    const place = { section: 'settle', slot, serial: settlements[slot]?.serial ?? 0 } as const;
    if (allowance === undefined) refuse('batch/unknown-account', place);
    if (isEarningAccount(allowance)) refuse('batch/not-an-allowance', place);
    const { providerSerial } = allowance.terms;
    if (providerSerial === operatorSerial || providers.has(providerSerial)) continue;
    const provider = await load(providerSerial, place);
    if (provider === undefined)
      refuse('batch/unknown-account', place, { field: 'providerSerial', given: providerSerial });
    if (!isEarningAccount(provider))
      refuse('batch/not-an-earning-account', place, { field: 'providerSerial', given: providerSerial });
    providers.add(providerSerial);
    if (providers.size > shape.credits - 1) {
      refuse('batch/too-many-providers', place, { given: providers.size, expected: `at most ${shape.credits - 1}` });
    }
  }

  const cover = { serials: known, random, load, fallback: operatorSerial };
  const creditCover = await drawCover({
    ...cover,
    count: shape.credits - 1 - providers.size,
    serials: request.earningCoverSerials ?? known,
    accept: isEarningAccount,
    avoid: new Set([...providers, operatorSerial]),
    strict: true,
  });
  const credits = [operatorSerial, ...shuffled([...providers, ...creditCover], random)];
  // A provider stands in one slot only as itself; a repeated cover behind it changes nothing.
  const creditSlots = allowances.map((allowance) => credits.indexOf(allowance?.terms.providerSerial ?? operatorSerial));

  const settleCover = await drawCover({
    ...cover,
    count: shape.settles - settlements.length,
    accept: (state) => !isEarningAccount(state),
    avoid: new Set(settlements.map(({ serial }) => serial)),
    strict: false,
  });
  const slots = slotsOf(
    settlements,
    shuffled(
      Array.from({ length: shape.settles }, (_, i) => i),
      random,
    ),
  );
  const settles: BatchPlan['settles'] = [];
  for (const [settlement, slot] of slots.entries()) {
    const serial = settlements[settlement]?.serial ?? 0;
    settles[slot] = { serial, settlement, creditSlot: creditSlots[settlement] ?? 0 };
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

/** Reads accounts as the settle section will see them: those of the stores and those which this batch opens. */
function loader({ request, accounts }: BatchContext) {
  const limit = 4 ** request.shape.activeDepth;
  return async (serial: number, place?: BatchPlace): Promise<AccountState | undefined> => {
    if (serial >= limit) {
      if (place === undefined) return undefined;
      refuse('batch/serial-beyond-depth', place, { given: serial, expected: `below ${limit}` });
    }
    const open = request.opens[serial - request.firstSerial];
    if (open === undefined) return accounts.get(serial);
    const { owner, terms, amount } = open;
    return typeof terms === 'bigint' ? undefined : openedAccount({ serial, owner, terms, amount });
  };
}

/** The slot of each settlement: the first of `free`, but receipts of one allowance in ascending slots. */
function slotsOf(settlements: readonly { serial: number }[], free: readonly number[]): number[] {
  const bySerial = new Map<number, number[]>();
  for (const [i, { serial }] of settlements.entries()) bySerial.set(serial, [...(bySerial.get(serial) ?? []), i]);
  const slots = free.slice(0, settlements.length);
  for (const group of bySerial.values()) {
    const ascending = group.map((i) => slots[i] as number).sort((a, b) => a - b);
    for (const [at, i] of group.entries()) slots[i] = ascending[at] as number;
  }
  return slots;
}
