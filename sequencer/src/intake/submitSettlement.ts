import { createHash } from 'node:crypto';
import {
  amountOwed,
  assertReceipt,
  isEarningAccount,
  parseReceipt,
  type Receipt,
  serializeReceipt,
  TallystickError,
  UNIT_KEYS,
  type Units,
} from '@tallystick/prover';
import type { SettlementRecord } from '../store/createSettlementStore.js';
import type { StoreTables } from '../store/createStore.js';
import type { IntakeContext } from './IntakeContext.js';
import { requireAccount } from './requireAccount.js';

/**
 * Takes in the latest receipt of an allowance, after checking everything that a batch will check. It takes the place of a pending one.
 * The same receipt again changes nothing.
 *
 * @throws receipt/…; sequencer/unknown-account, sequencer/open-refunded, sequencer/not-an-allowance, sequencer/unknown-provider,
 *   sequencer/allowance-expired, sequencer/beyond-balance
 */
export async function submitSettlement(context: IntakeContext, body: unknown): Promise<SettlementRecord> {
  const receipt = parseReceipt(body);
  const id = idOf(receipt);
  return context.store.transaction(async (tables) => {
    const { state, open } = await requireAccount(tables, receipt.serial);
    const { settlements } = tables;
    // The id covers the signature, so a known one was verified when it came first.
    const known = await settlements.get(id);
    if (known && known.status !== 'rejected') return known;
    if (isEarningAccount(state)) refuse('sequencer/not-an-allowance', { field: 'serial', given: receipt.serial });
    const waiting = (await settlements.open(receipt.serial)).at(-1);
    const settled = waiting?.receipt.units ?? state.counters;
    assertReceipt({ receipt, owner: state.owner, domain: context.domain, settled });
    const latest = waiting ?? (await settlements.lastFinal(receipt.serial));
    // The same units under another signature: the answer is that of the first.
    if (latest && sameUnits(latest.receipt.units, receipt.units)) return latest;
    if (open.refunded) refuse('sequencer/open-refunded', { field: 'serial', given: receipt.serial });
    const { expiry, prices, providerSerial } = state.terms;
    const now = context.chainTime();
    if (now >= expiry)
      refuse('sequencer/allowance-expired', { field: 'serial', given: now, expected: `before ${expiry}` });
    await requireProvider(tables, providerSerial);
    const amount = amountOwed({ from: state.counters, to: receipt.units, prices });
    if (amount > state.balance) {
      refuse('sequencer/beyond-balance', { field: 'units', given: amount, expected: `at most ${state.balance}` });
    }
    await settlements.put(id, receipt);
    const stored = await settlements.get(id);
    if (!stored) throw new TypeError('A settlement was not found right after it was stored');
    return stored;
  });
}

/** Over the signature too, which only the parties know: nobody can find an id by guessing the units. */
function idOf(receipt: Receipt): string {
  return createHash('sha256')
    .update(JSON.stringify(serializeReceipt(receipt)))
    .digest('hex');
}

async function requireProvider({ opens }: StoreTables, serial: number): Promise<void> {
  const provider = await opens.get(serial);
  if (provider?.disclosed && isEarningAccount({ terms: provider.disclosed })) return;
  refuse('sequencer/unknown-provider', { field: 'providerSerial', given: serial });
}

function sameUnits(a: Units, b: Units): boolean {
  return UNIT_KEYS.every((key) => a[key] === b[key]);
}

function refuse(code: ConstructorParameters<typeof TallystickError>[0], facts: Record<string, unknown>): never {
  throw new TallystickError(code, { facts });
}
