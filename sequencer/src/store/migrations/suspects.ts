/** The items that wait apart are found without a look at all that wait. */
export const suspects = {
  id: 8,
  name: 'suspects',
  sql: `
    create index settlements_suspected on settlements (suspicion, received_at, id) where status = 'pending' and suspicion > 0;
    create index withdrawals_suspected on withdrawals (suspicion, received_at, id) where status = 'pending' and suspicion > 0;
  `,
};
