/** What keeps a database that has run for years small and quick. */
export const upkeep = {
  id: 5,
  name: 'upkeep',
  sql: `
    -- of a batch that ended long ago neither proof nor data are kept, and of what it would write only what became of its items
    alter table batches add column stripped boolean not null default false, add column proof_bytes integer;
    create index batches_ended on batches (id) where not stripped and status in ('final', 'discarded');

    -- the latest of an allowance, however many it has had
    create index settlements_latest on settlements (serial, status, batch_id);
    -- those that wait, in the order in which batches take them
    create index settlements_waiting on settlements (received_at, id) where status = 'pending';
    create index settlements_superseded on settlements (received_at) where status = 'superseded';
  `,
};
