/** Settlements expire: when, and who hears of it. */
export const expiries = {
  id: 10,
  name: 'expiries',
  sql: `
    -- unix seconds of the allowance's expiry, from its terms; null for what was handed in before this column was
    alter table settlements add column expiry bigint;
    create index settlements_expiring on settlements (expiry) where status = 'pending';
    -- what is there already has one of the older statuses, and needs no look at every row under a lock
    alter table settlements drop constraint settlements_status_check, add constraint settlements_status_check
      check (status in ('pending', 'batched', 'final', 'superseded', 'rejected', 'expired')) not valid;
    -- those that are forgotten after their retention
    drop index settlements_rejected;
    create index settlements_ended on settlements (received_at) where status in ('rejected', 'expired');

    -- beside the changes of batches: which settlement has expired, by the hash of its id. Everybody reads the streams, and whoever has an id
    -- may ask what became of it; only who has the id finds its hash
    alter table batch_events alter column batch_id drop not null, alter column batch drop not null, add column expired text;
    create function note_expired_settlement() returns trigger language plpgsql as $$
    begin
      insert into batch_events (expired) values (encode(sha256(convert_to(new.id, 'UTF8')), 'hex'));
      perform pg_notify('tallystick_batches', '');
      return null;
    end $$;
    create trigger settlement_expired after update on settlements for each row
      when (new.status = 'expired' and old.status is distinct from new.status) execute function note_expired_settlement();
  `,
};
