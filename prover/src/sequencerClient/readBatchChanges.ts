import type { TallystickError } from '../core/errors/TallystickError.js';
import { assertFields, type FieldCheck } from './assertFields.js';
import type { Batch } from './generated/api.js';
import { sequencerClientError } from './sequencerClientErrors.js';

/** A change of a batch's status. */
export type BatchChange = {
  /** Ask for what comes after it, to go on from here. */
  cursor: number;
  /** The batch as it was then. */
  batch: Batch;
};

/** A settlement that was taken in and that no batch took before its allowance expired: nobody is paid by it any more. */
export type SettlementChange = {
  /** Ask for what comes after it, to go on from here. */
  cursor: number;
  /** `idHash` is the SHA-256 of the settlement's id, in hex: who handed it in knows the id, and nobody else learns it. */
  settlement: { idHash: string; status: 'expired' };
};

/**
 * Where changes are missing: they are no longer kept, or the cursor is of another database, or from after the backup that it was restored
 * from. The list of batches has what became of them.
 */
export type BatchGap = { cursor: number; gap: { after: number; from: number } };

const text: FieldCheck = { expected: 'a text', test: (value) => typeof value === 'string' };
const count: FieldCheck = {
  expected: 'an integer from 0 on',
  test: (value) => Number.isSafeInteger(value) && (value as number) >= 0,
};
const matching = (expected: string, pattern: RegExp): FieldCheck => ({
  expected,
  test: (value) => typeof value === 'string' && pattern.test(value),
});
const word = matching('0x and 64 hexadecimal digits', /^0x[0-9a-f]{64}$/i);
const decimal = matching('a decimal string', /^[0-9]{1,78}$/);
const time = matching('a time of ISO 8601', /^\d{4}-\d\d-\d\dT[0-9:.]+Z$/);
const orNull = ({ expected, test }: FieldCheck): FieldCheck => ({
  expected: `${expected}, or null`,
  test: (value) => value === null || test(value),
});

const BATCH = {
  id: count,
  status: matching('executed, proved, sent, final or discarded', /^(executed|proved|sent|final|discarded)$/),
  shape: text,
  gates: orNull(count),
  oldRoot: word,
  newRoot: word,
  opens: count,
  settlements: count,
  withdrawals: count,
  txHash: orNull(word),
  block: orNull(decimal),
  gasUsed: orNull(decimal),
  proofBytes: orNull(count),
  witnessMs: orNull(count),
  proveMs: orNull(count),
  error: orNull({ expected: 'an object', test: (value) => typeof value === 'object' && !Array.isArray(value) }),
  createdAt: time,
  updatedAt: time,
} satisfies Record<keyof Batch, FieldCheck>;

const GAP = { after: count, from: count } satisfies Record<keyof BatchGap['gap'], FieldCheck>;

const SETTLEMENT = {
  idHash: matching('64 hexadecimal digits', /^[0-9a-f]{64}$/),
  status: matching('expired', /^expired$/),
} satisfies Record<keyof SettlementChange['settlement'], FieldCheck>;

const CHECKS = { batch: BATCH, gap: GAP, settlement: SETTLEMENT };

/** What the stream tells, by the names of its events. */
type Change = BatchChange | SettlementChange | BatchGap;

/** No event of the sequencer is as long. */
const MAX_EVENT = 100_000;

/**
 * Reads GET /v1/batches/stream: server-sent events, of which only what the sequencer sends is understood.
 *
 * @throws sequencer-client/unexpected-answer, and what reading throws when the connection breaks
 */
export async function* readBatchChanges(body: AsyncIterable<Uint8Array>): AsyncGenerator<Change, void> {
  const decoder = new TextDecoder();
  let text = '';
  for await (const chunk of body) {
    text += decoder.decode(chunk, { stream: true });
    for (let end = text.indexOf('\n\n'); end >= 0; end = text.indexOf('\n\n')) {
      const change = parseBlock(text.slice(0, end));
      text = text.slice(end + 2);
      if (change !== undefined) yield change;
    }
    if (text.length > MAX_EVENT) throw unexpected(`an event of at most ${MAX_EVENT} characters`);
  }
}

/** Undefined for what only keeps the connection. */
function parseBlock(block: string): Change | undefined {
  const fields = new Map<string, string>();
  for (const line of block.split('\n')) {
    const [, name = '', value = ''] = /^([^:]*): ?(.*)$/.exec(line) ?? [];
    fields.set(name, value);
  }
  const event = fields.get('event');
  if (event !== 'batch' && event !== 'gap' && event !== 'settlement') return undefined;
  const cursor = Number(fields.get('id'));
  const data = parseJson(fields.get('data') ?? '');
  if (!Number.isSafeInteger(cursor) || typeof data !== 'object' || data === null) {
    throw unexpected('an id that is a number, and data that is a JSON object');
  }
  assertFields(data, CHECKS[event], event);
  return { cursor, [event]: data } as Change;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function unexpected(expected: string): TallystickError {
  return sequencerClientError('sequencer-client/unexpected-answer', { facts: { field: 'event', expected } });
}
