/** What lets a database that takes in a million settlements a day stay as large as it is. */
export const retention = {
  id: 6,
  name: 'retention',
  sql: `
    create index settlements_rejected on settlements (received_at) where status = 'rejected';
    -- what became of a final batch's items is told by the items alone from now on: the upkeep takes it out of the old ones too
    update batches set stripped = false where stripped and status = 'final';
  `,
};
