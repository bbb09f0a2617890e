import type { Queryable } from './Queryable.js';

/** What became of one attempt at a batch's proof. */
export type ProofOutcome = {
  batchId: number;
  /** Name of the prover. */
  prover: string;
  /** Whether its proof was verified; else the attempt failed, or the proof was refused. */
  proved: boolean;
  /**
   * Whether what failed is an answer: the prover found that there is no proof, or handed one in that doesn't verify. False when it crashed, was
   * ended, took too long or is gone, of which the batch may be no cause; so by default.
   */
  refused?: boolean;
};

const kept = "interval '1 day'";

/** What became of each prover's attempts, in PostgreSQL for a day: it tells a bad batch from a bad prover. */
export function createOutcomeStore(db: Queryable) {
  return {
    async add({ batchId, prover, proved, refused = false }: ProofOutcome): Promise<void> {
      await db.query('insert into proof_outcomes (batch_id, prover, proved, refused) values ($1, $2, $3, $4)', [
        batchId,
        prover,
        proved,
        refused,
      ]);
    },
    /** Whether an attempt at a batch's proof has failed. */
    async hasFailed(batchId: number): Promise<boolean> {
      const { rowCount } = await db.query('select 1 from proof_outcomes where batch_id = $1 and not proved limit 1', [
        batchId,
      ]);
      return rowCount === 1;
    },
    /** How many attempts of a prover have failed since one succeeded, and how long ago the last of them did. */
    async failuresInARow(prover: string): Promise<{ count: number; agoMs: number }> {
      const { rows } = await db.query<{ count: number; ago_ms: number }>(
        `select count(*)::int as count, coalesce(extract(epoch from now() - max(at)) * 1000, 0)::float8 as ago_ms
         from proof_outcomes where prover = $1 and not proved and at > coalesce(
           (select max(at) from proof_outcomes where prover = $1 and proved), '-infinity')`,
        [prover],
      );
      return { count: rows[0]?.count ?? 0, agoMs: rows[0]?.ago_ms ?? 0 };
    },
    /** Whether a batch was refused, by whomever, since a proof was verified the last time. */
    async isRefusing(): Promise<boolean> {
      const { rowCount } = await db.query(
        `select 1 from proof_outcomes where refused
           and at > coalesce((select max(at) from proof_outcomes where proved), '-infinity') limit 1`,
      );
      return rowCount === 1;
    },
    /** When a proof was verified the last time, in milliseconds of the epoch. */
    async lastProvedMs(): Promise<number | undefined> {
      const { rows } = await db.query<{ at: Date | null }>('select max(at) as at from proof_outcomes where proved');
      return rows[0]?.at?.getTime();
    },
    /** Forgets what is older than a day; returns how much. */
    async prune(): Promise<number> {
      const { rowCount } = await db.query(`delete from proof_outcomes where at <= now() - ${kept}`);
      return rowCount ?? 0;
    },
  };
}
