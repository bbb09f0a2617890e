import { parseTerms } from '../../core/account/termsJson.js';
import { JsonReader } from '../../core/JsonReader.js';
import { MAX_BALANCE, MAX_SERIAL } from '../../core/limits.js';
import { clientFilesError } from '../clientFilesErrors.js';
import type { AllowanceRecord } from './AllowanceRecord.js';

const STATUSES = ['opening', 'open', 'refunded'] as const;

/**
 * Reads a record from the file's JSON, strictly.
 *
 * @throws cli/book-corrupt; it never holds the view key, whatever is wrong with it
 */
export function parseRecord(json: unknown): AllowanceRecord {
  const body = new JsonReader(json, { toError: clientFilesError.of('cli/book-corrupt') });
  const raw = json as Record<string, unknown>;
  const optional = (name: string): boolean => Object.hasOwn(raw, name);
  const status = STATUSES.find((candidate) => candidate === raw.status);
  const { registered } = raw;
  if (status === undefined || typeof registered !== 'boolean') {
    const field = status === undefined ? 'status' : 'registered';
    const expected = status === undefined ? STATUSES.join(', ') : 'true or false';
    throw clientFilesError('cli/book-corrupt', { facts: { field, given: String(raw[field]), expected } });
  }
  const { origins } = raw;
  if (origins !== undefined && !isTexts(origins)) {
    throw clientFilesError('cli/book-corrupt', { facts: { field: 'origins', expected: 'a list of origins' } });
  }
  const owner = body.object('owner');
  return {
    chainId: body.integer('chainId', { min: 1, max: Number.MAX_SAFE_INTEGER }),
    rollup: body.address('rollup'),
    index: body.integer('index', { max: 2 ** 32 - 1 }),
    owner: { x: owner.field('x'), y: owner.field('y') },
    terms: parseTerms(body),
    amount: body.decimal('amount', { max: MAX_BALANCE }),
    status,
    ...(optional('serial') ? { serial: body.integer('serial', { min: 1, max: MAX_SERIAL }) } : {}),
    ...(optional('transactionHash') ? { transactionHash: body.word('transactionHash') } : {}),
    registered,
    ...(origins === undefined ? {} : { origins }),
  };
}

function isTexts(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((each) => typeof each === 'string');
}
