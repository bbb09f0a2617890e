/** What it takes to be told of an account, or to settle for it; nothing can be spent with it. */
export type AccountAccess = {
  serial: number;
  /** The account's; secret. */
  viewKey: bigint;
};
