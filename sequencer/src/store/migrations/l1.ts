/**
 * What the chain says, so that a reorg can be undone: the blocks followed by hash, the contract's batches (own and foreign), every leaf
 * that a batch wrote with its place, and the transactions that were signed. The tree, the accounts and the queue follow from these alone.
 * Before, they were written by the batches of this database; they are read from the chain again.
 */
export const l1 = {
  id: 3,
  name: 'l1',
  sql: `
    -- where the events stand that are in the store; a chunk of old blocks leaves its last one only
    create table l1_blocks (
      number bigint primary key,
      hash text not null
    );

    -- batches that the contract took, in its numbering; own names the one of this database
    create table l1_batches (
      batch_id bigint primary key,
      block bigint not null,
      tx_hash text not null,
      shape_id bigint not null,
      old_root text not null,
      new_root text not null,
      now bigint not null,
      salt text not null,
      first_serial bigint not null,
      open_count integer not null,
      own bigint references batches (id)
    );
    create index l1_batches_block on l1_batches (block);

    -- leaves as batches wrote them, the last of each account and batch; the one of the highest batch holds.
    -- An opened account has no masked word: its data is public in opens
    create table l1_leaves (
      serial bigint not null,
      batch_id bigint not null,
      block bigint not null,
      leaf text not null,
      slot integer,
      masked_word text,
      salt text not null,
      primary key (serial, batch_id)
    );
    create index l1_leaves_block on l1_leaves (block);

    -- every transaction that was ever signed, before it is sent
    create table l1_transactions (
      hash text primary key,
      batch_id bigint not null references batches (id),
      nonce bigint not null,
      raw text not null,
      gas bigint not null,
      max_fee_per_gas numeric(40, 0) not null,
      max_priority_fee_per_gas numeric(40, 0) not null,
      signed_ms bigint not null,
      sent_ms bigint,
      error text
    );
    create index l1_transactions_batch on l1_transactions (batch_id);
    create index l1_transactions_nonce on l1_transactions (nonce);

    -- terms that a party has disclosed, by what the chain says of the account: they hold again when a reorg moves its open
    create table disclosures (
      id bigserial primary key,
      owner_x text not null,
      owner_y text not null,
      terms text not null,
      disclosed jsonb not null,
      unique (owner_x, owner_y, terms)
    );
    insert into disclosures (owner_x, owner_y, terms, disclosed)
      select distinct on (owner_x, owner_y, terms) owner_x, owner_y, terms, disclosed from opens where disclosed is not null;

    -- what a refund took away, and where
    alter table opens add column deposit numeric(30, 0), add column refunded_block bigint;
    create index opens_block on opens (block);

    delete from opens;
    delete from accounts;
    delete from tree_nodes;
    delete from meta where key = 'l1.followed-block';
  `,
};
