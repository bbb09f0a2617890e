/** Of the attempts that failed, those that say something of the batch: a prover that crashes says nothing. */
export const refusals = {
  id: 11,
  name: 'refusals',
  sql: `
    -- whether the prover refused the batch, or its proof was refused; else it crashed, was ended, or is gone
    alter table proof_outcomes add column refused boolean not null default false;
  `,
};
