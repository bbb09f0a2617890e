import type { Hex } from 'viem';
import type { Queryable } from './Queryable.js';

/** A proof as a prover handed it in; nobody has verified it yet. */
export type DeliveredProof = {
  batchId: number;
  proof: Hex;
  witnessMs: number;
  proveMs: number;
  /** Name of the prover. */
  prover: string;
};

type Row = { batch_id: string; proof: Hex; witness_ms: number; prove_ms: number; prover: string };

/** Proofs between the prover that made them and the sequencer that verifies them, in PostgreSQL. */
export function createProofStore(db: Queryable) {
  return {
    /** Keeps a proof, the first of a batch; nothing happens when the batch no longer waits for one. Returns whether it was kept. */
    async deliver({ batchId, proof, witnessMs, proveMs, prover }: DeliveredProof): Promise<boolean> {
      const { rowCount } = await db.query(
        `insert into proofs (batch_id, proof, witness_ms, prove_ms, prover)
         select id, $2, $3, $4, $5 from batches where id = $1 and status = 'executed'
         on conflict (batch_id) do nothing`,
        [batchId, proof, witnessMs, proveMs, prover],
      );
      return rowCount === 1;
    },
    async has(batchId: number): Promise<boolean> {
      const { rows } = await db.query('select 1 from proofs where batch_id = $1', [batchId]);
      return rows.length > 0;
    },
    /** Those of live batches, oldest batch first. */
    async delivered(): Promise<DeliveredProof[]> {
      const { rows } = await db.query<Row>(
        `select p.* from proofs p join batches b on b.id = p.batch_id where b.status = 'executed' order by p.batch_id`,
      );
      return rows.map((row) => ({
        batchId: Number(row.batch_id),
        proof: row.proof,
        witnessMs: row.witness_ms,
        proveMs: row.prove_ms,
        prover: row.prover,
      }));
    },
    async remove(batchId: number): Promise<void> {
      await db.query('delete from proofs where batch_id = $1', [batchId]);
    },
  };
}
