/** Which of its roots batches led to is asked of all there have been, whenever the chain says something else than expected. */
export const roots = {
  id: 9,
  name: 'roots',
  sql: `
    create index batches_new_root on batches (new_root);
  `,
};
