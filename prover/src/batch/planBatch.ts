import { isEarningAccount } from '../account/isEarningAccount.js';
import type { BatchContext } from './BatchContext.js';
import { drawCover } from './drawCover.js';
import { loadAccount } from './loadAccount.js';
import { placeSettlements } from './placeSettlements.js';
import { planProviders } from './planProviders.js';
import { shuffled } from './shuffled.js';

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
export async function planBatch(context: BatchContext): Promise<BatchPlan> {
  const { request } = context;
  const { shape, settlements, withdrawals, operatorSerial, random } = request;
  const payees = await planProviders(context);
  const opened = request.opens.flatMap(({ terms }, i) => (typeof terms === 'bigint' ? [] : [request.firstSerial + i]));
  const known = [...new Set([...request.coverSerials, ...opened])];
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
