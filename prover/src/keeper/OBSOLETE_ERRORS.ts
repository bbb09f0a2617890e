/**
 * The errors by which the contracts say that a task isn't due (any more): somebody else was quicker, or its time is over. Nothing is
 * wrong then.
 */
export const OBSOLETE_ERRORS: ReadonlySet<string> = new Set([
  'SeedAlreadyDrawn',
  'AlreadySlashed',
  'AlreadySettled',
  'RootWasPosted',
  'WrongLeafState',
  'EpochVoid',
  'EpochVoidFor',
  'NotObliged',
  'OutsideWindow',
  'EpochNotSlashable',
  'StakeSufficient',
  'WrongStatus',
  'NotStaying',
  'GraceRuns',
  'GraceOver',
]);
