/**
 * Chained batches and the proving queue. Several batches are live at once, each on the root of the one before; the circuit's inputs wait
 * encrypted in `witnesses` for a prover, and what a prover hands in lies in `proofs` until it has been verified.
 */
export const pipeline = {
  id: 2,
  name: 'pipeline',
  sql: `
    -- never two live batches for one root; together with old_root = new_root of the one before, they form one chain
    drop index batches_live;
    create unique index batches_live on batches (old_root) where status in ('executed', 'proved', 'sent');
    create index batches_unfinal on batches (id) where status in ('executed', 'proved', 'sent');
    -- unix seconds that the batch states; the contract takes it within 15 minutes only
    alter table batches add column now bigint;
    update batches set now = (data->>'now')::bigint;
    alter table batches alter column now set not null;
    -- proofs handed in that did not verify
    alter table batches add column bad_proofs integer not null default 0;

    -- inputs of the circuit: {inputs} as JSON, gzip, then sealed with the store's key; gone once the batch is proved
    create table witnesses (
      batch_id bigint primary key references batches (id) on delete cascade,
      -- of the proving queue
      job_id uuid not null,
      shape jsonb not null,
      sealed bytea not null,
      public_inputs jsonb not null
    );

    -- handed in by a prover, not yet believed
    create table proofs (
      batch_id bigint primary key references batches (id) on delete cascade,
      proof text not null,
      witness_ms real not null,
      prove_ms real not null,
      prover text not null,
      made_at timestamptz not null default now()
    );

    -- which accounts earn, beside the state, which is encrypted
    alter table accounts add column provider_serial bigint;
    update accounts set provider_serial = (state->'terms'->>'providerSerial')::bigint;
    alter table accounts alter column provider_serial set not null;
    create index accounts_earning on accounts (serial) where provider_serial = 0;

    -- the batch on whose result an item was refused: if that is undone, so is the refusal;
    -- suspicion counts the batches with the item that no prover could prove
    alter table settlements add column refused_on bigint, add column suspicion integer not null default 0;
    alter table withdrawals add column refused_on bigint, add column suspicion integer not null default 0;
    create index settlements_refused on settlements (refused_on) where refused_on is not null;
    create index withdrawals_refused on withdrawals (refused_on) where refused_on is not null;
  `,
};
