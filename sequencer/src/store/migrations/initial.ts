/**
 * First schema. Field elements are 0x-hex text of 32 bytes, token amounts numeric, serials bigint; `state`, `terms`, `data` and the
 * like are JSON made by `encodeJson`, which keeps bigints exact.
 */
export const initial = {
  id: 1,
  name: 'initial',
  sql: `
    create table meta (
      key text primary key,
      value text not null
    );

    -- what the tree holds, for every account whose terms are known
    create table accounts (
      serial bigint primary key,
      state jsonb not null
    );

    -- the tree's nodes, keyed "level:index"
    create table tree_nodes (
      key text primary key,
      value bytea not null
    );

    -- the contract's queue of opens, in order; disclosed holds the terms once a party has registered them
    create table opens (
      serial bigint primary key,
      owner_x text not null,
      owner_y text not null,
      terms text not null,
      amount numeric(30, 0) not null,
      deadline bigint not null,
      block bigint not null,
      seen_at timestamptz not null default now(),
      status text not null check (status in ('queued', 'taken')),
      refunded boolean not null default false,
      disclosed jsonb
    );
    create index opens_queued on opens (serial) where status = 'queued';

    create table batches (
      id bigserial primary key,
      status text not null check (status in ('executed', 'proved', 'sent', 'final', 'discarded')),
      shape text not null,
      old_root text not null,
      new_root text not null,
      first_serial bigint not null,
      open_count integer not null,
      data jsonb not null,
      changes jsonb not null,
      proof text,
      tx_hash text,
      tx_block bigint,
      gas_used bigint,
      witness_ms integer,
      prove_ms integer,
      settlement_count integer not null,
      withdrawal_count integer not null,
      error jsonb,
      created_at timestamptz not null default now(),
      updated_at timestamptz not null default now()
    );
    -- never two live batches for one root
    create unique index batches_live on batches ((true)) where status in ('executed', 'proved', 'sent');
    create index batches_old_root on batches (old_root);

    create table settlements (
      id text primary key,
      serial bigint not null,
      receipt jsonb not null,
      status text not null check (status in ('pending', 'batched', 'final', 'superseded', 'rejected')),
      amount numeric(30, 0),
      fee numeric(30, 0),
      batch_id bigint references batches (id),
      error jsonb,
      received_at timestamptz not null default now()
    );
    create unique index settlements_pending on settlements (serial) where status = 'pending';
    create index settlements_batch on settlements (batch_id);
    create index settlements_serial on settlements (serial, received_at);

    create table withdrawals (
      id text primary key,
      serial bigint not null,
      nonce bigint not null,
      withdrawal jsonb not null,
      status text not null check (status in ('pending', 'batched', 'final', 'rejected')),
      batch_id bigint references batches (id),
      error jsonb,
      received_at timestamptz not null default now()
    );
    create unique index withdrawals_live on withdrawals (serial, nonce) where status <> 'rejected';
    create index withdrawals_pending on withdrawals (received_at) where status = 'pending';
    create index withdrawals_batch on withdrawals (batch_id);
  `,
};
