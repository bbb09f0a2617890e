/**
 * What the HTTP service keeps of its own: every change of a batch's status, in the order in which readers get them, and the answers to
 * requests that came with an `Idempotency-Key`.
 */
export const service = {
  id: 4,
  name: 'service',
  sql: `
    -- a batch as it was after each change of its status. seq is given when the change is read for the first time, by one reader at a time
    -- and after the commit: readers who go on after a seq can't miss what was written before and committed later
    create table batch_events (
      id bigserial primary key,
      seq bigint unique,
      batch_id bigint not null,
      batch jsonb not null,
      at timestamptz not null default now()
    );
    create index batch_events_new on batch_events (id) where seq is null;
    create index batch_events_at on batch_events (at);

    create function note_batch_event() returns trigger language plpgsql as $$
    begin
      insert into batch_events (batch_id, batch) values (new.id, jsonb_build_object(
        'id', new.id, 'status', new.status, 'shape', new.shape, 'old_root', new.old_root, 'new_root', new.new_root, 'now', new.now,
        'first_serial', new.first_serial, 'open_count', new.open_count, 'settlement_count', new.settlement_count,
        'withdrawal_count', new.withdrawal_count, 'tx_hash', new.tx_hash, 'tx_block', new.tx_block, 'gas_used', new.gas_used,
        'proof_bytes', length(new.proof) / 2 - 1, 'witness_ms', new.witness_ms, 'prove_ms', new.prove_ms, 'error', new.error,
        'created_at', new.created_at, 'updated_at', new.updated_at));
      perform pg_notify('tallystick_batches', '');
      return null;
    end $$;
    create trigger batch_added after insert on batches for each row execute function note_batch_event();
    create trigger batch_changed after update on batches for each row when (old.status is distinct from new.status)
      execute function note_batch_event();

    -- answers by key; the scope names the route and the account, so that nobody uses up another's keys
    create table idempotency_keys (
      scope text not null,
      key text not null,
      body_hash bytea not null,
      status integer not null,
      answer jsonb not null,
      created_at timestamptz not null default now(),
      primary key (scope, key)
    );
    create index idempotency_keys_created on idempotency_keys (created_at);

    -- an account's own items, latest first
    create index withdrawals_serial on withdrawals (serial, received_at);
  `,
};
