/** Who failed and who proved what, so that one bad prover isn't taken for bad batches. */
export const outcomes = {
  id: 7,
  name: 'outcomes',
  sql: `
    -- attempts at proofs that ended: proved is one that was verified
    create table proof_outcomes (
      batch_id bigint not null references batches (id) on delete cascade,
      prover text not null,
      proved boolean not null,
      at timestamptz not null default now()
    );
    create index proof_outcomes_prover on proof_outcomes (prover, at);
    create index proof_outcomes_batch on proof_outcomes (batch_id);
    create index proof_outcomes_proved on proof_outcomes (at) where proved;

    -- the prover that has the job, for when it is gone without a word
    alter table witnesses add column taken_by text;
    -- when a batch with the item could not be proved the last time
    alter table settlements add column suspected_at timestamptz;
    alter table withdrawals add column suspected_at timestamptz;
  `,
};
