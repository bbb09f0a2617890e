import { TallystickError } from '../../core/errors/TallystickError.js';
import { JsonReader } from '../../core/JsonReader.js';
import { MAX_BALANCE, MAX_EXPIRY, MAX_PRICE, MAX_SERIAL } from '../../core/limits.js';
import { cliError } from '../cliErrors.js';
import type { AllowanceRecord } from './AllowanceRecord.js';

const STATUSES = ['opening', 'open', 'refunded'] as const;
const corrupt = { toError: cliError.of('cli/book-corrupt') };

/**
 * Reads a record from the file's JSON, strictly.
 *
 * @throws cli/book-corrupt; it never holds the view key, whatever is wrong with it
 */
export function parseRecord(json: unknown): AllowanceRecord {
  try {
    return read(new JsonReader(json, corrupt), json as Record<string, unknown>);
  } catch (error) {
    if (!(error instanceof TallystickError) || error.facts.field !== 'terms.viewKey') throw error;
    throw cliError('cli/book-corrupt', {
      facts: { field: 'terms.viewKey', expected: error.facts.expected },
    });
  }
}

function read(body: JsonReader, raw: Record<string, unknown>): AllowanceRecord {
  const optional = (name: string): boolean => Object.hasOwn(raw, name);
  const status = STATUSES.find((candidate) => candidate === raw.status);
  const { registered } = raw;
  if (status === undefined || typeof registered !== 'boolean') {
    const field = status === undefined ? 'status' : 'registered';
    const expected = status === undefined ? STATUSES.join(', ') : 'true or false';
    throw cliError('cli/book-corrupt', { facts: { field, given: String(raw[field]), expected } });
  }
  const owner = body.object('owner');
  const terms = body.object('terms');
  const prices = terms.object('prices');
  const max = { max: MAX_PRICE };
  return {
    chainId: body.integer('chainId', { min: 1, max: Number.MAX_SAFE_INTEGER }),
    rollup: body.address('rollup'),
    index: body.integer('index', { max: 2 ** 32 - 1 }),
    owner: { x: owner.field('x'), y: owner.field('y') },
    terms: {
      providerSerial: terms.integer('providerSerial', { max: MAX_SERIAL }),
      prices: {
        computeUnitSeconds: prices.decimal('computeUnitSeconds', max),
        storageGibHours: prices.decimal('storageGibHours', max),
        egressMib: prices.decimal('egressMib', max),
      },
      expiry: terms.integer('expiry', { max: MAX_EXPIRY }),
      viewKey: terms.field('viewKey'),
    },
    amount: body.decimal('amount', { max: MAX_BALANCE }),
    status,
    ...(optional('serial') ? { serial: body.integer('serial', { min: 1, max: MAX_SERIAL }) } : {}),
    ...(optional('transactionHash') ? { transactionHash: body.word('transactionHash') } : {}),
    registered,
  };
}
