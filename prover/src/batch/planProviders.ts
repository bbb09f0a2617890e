import { isEarningAccount } from '../account/isEarningAccount.js';
import { TallystickError } from '../errors/TallystickError.js';
import type { BatchContext } from './BatchContext.js';
import { loadAccount } from './loadAccount.js';
import { refuse } from './refuse.js';

/**
 * Who has to be paid: the provider of each settlement, in the order of the request. Checks that everyone concerned is known
 * and of the right kind, and that the shape has a credit slot for each provider beside the operator (if there is one).
 *
 * @throws batch/no-operator-account, batch/unknown-account, batch/serial-beyond-depth, batch/not-an-allowance,
 *   batch/not-an-earning-account, batch/too-many-providers
 */
export async function planProviders(context: BatchContext): Promise<number[]> {
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
  if (operator === undefined) throw new TallystickError('batch/no-operator-account', { facts: { operatorSerial } });
  if (!isEarningAccount(operator)) {
    refuse('batch/not-an-earning-account', { section: 'credit', slot: 0, serial: operatorSerial });
  }
}
