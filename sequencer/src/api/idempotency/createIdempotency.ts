import { apiError } from '@tallystick/prover/sequencer-client';
import type { IdempotencyKey, KeptAnswer } from '../../store/createIdempotencyStore.js';
import type { Store, StoreTables } from '../../store/createStore.js';

/** Keeps an answer with what it answers, in one transaction. */
export type KeepAnswer = (tables: StoreTables, answer: unknown) => Promise<void>;

export type Submission = IdempotencyKey & {
  bodyHash: Buffer;
  /** Of a successful answer. */
  status: number;
  /** Throws when whoever sent it may not know what was answered to the first with its key. */
  authorize?: (() => Promise<void>) | undefined;
  /** Takes in what was submitted, calls `keep` in the same transaction, and returns the answer. */
  work(keep: KeepAnswer): Promise<unknown>;
};

/** What a request with a key is answered. */
export type IdempotentAnswer = Pick<KeptAnswer, 'status' | 'answer'> & { isReplayed: boolean };

/**
 * Answers the first request with a key, and gives every later one with the same body the same answer for 24 hours. What is refused isn't
 * kept: it changed nothing, and may be right the next time.
 */
export type Idempotency = {
  /**
   * @throws sequencer/idempotency-conflict for another body; sequencer/rate-limited for a new key where the account has as many as one may;
   *   what `authorize` and `work` throw
   */
  answer(submission: Submission): Promise<IdempotentAnswer>;
};

/** Keys of one route and account within 24 hours: one every nine seconds, each with an answer of about 1 KB. */
const MOST_KEYS = 10_000;
const retryAfterSeconds = 60;

/** Makes it over the store. One process at a time serves a database, so requests that come together wait for each other here. */
export function createIdempotency({ idempotency }: Pick<Store, 'idempotency'>): Idempotency {
  const running = new Map<string, Promise<unknown>>();

  async function replayed({ scope, key, bodyHash, authorize }: Submission): Promise<IdempotentAnswer | undefined> {
    const kept = await idempotency.get({ scope, key });
    if (!kept) return undefined;
    await authorize?.();
    if (!kept.bodyHash.equals(bodyHash)) {
      throw apiError('sequencer/idempotency-conflict', { facts: { field: 'idempotency-key', given: key } });
    }
    return { status: kept.status, answer: kept.answer, isReplayed: true };
  }

  async function first(submission: Submission): Promise<IdempotentAnswer> {
    const { scope, key, bodyHash, status, work } = submission;
    const known = await replayed(submission);
    if (known) return known;
    const given = await idempotency.count(scope, MOST_KEYS);
    if (given >= MOST_KEYS) {
      const expected = `fewer than ${MOST_KEYS} keys of one account within 24 hours`;
      const facts = { field: 'idempotency-key', given, expected, retryAfterSeconds };
      throw apiError('sequencer/rate-limited', { facts });
    }
    const answer = await work((tables, given) =>
      tables.idempotency.put({ scope, key }, { bodyHash, status, answer: given }),
    );
    return { status, answer, isReplayed: false };
  }

  return {
    async answer(submission) {
      const place = JSON.stringify([submission.scope, submission.key]);
      for (let other = running.get(place); other; other = running.get(place)) await other.catch(() => {});
      const own = first(submission);
      running.set(place, own);
      try {
        return await own;
      } finally {
        running.delete(place);
      }
    },
  };
}
