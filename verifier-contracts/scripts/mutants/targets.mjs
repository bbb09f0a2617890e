// Which contracts are mutated, and which tests are theirs.

/**
 * `first` is run for each mutant, `later` only where that notices nothing: it takes longer. Without the endings. `deployed` is what the tests
 * deploy of the folder.
 */
export const targets = [
  {
    folder: 'contracts/stake',
    deployed: 'contracts/stake/StakeRegistry.sol',
    first: ['StakeRegistry', 'StakeUnbonding', 'StakeSlash', 'StakeLiquidation', 'StakeGovernance', 'WatcherSet'],
    later: [
      'EpochBooks',
      'CourtProve',
      'CourtReveal',
      'CourtRoots',
      'CourtSlash',
      'CourtGovernance',
      'StakeInvariants',
    ],
  },
  {
    folder: 'contracts/rollup',
    deployed: 'contracts/rollup/Rollup.sol',
    first: ['SubmitBatch', 'Open', 'RefundOpen', 'Claim', 'Escape', 'RollupSettings', 'VerifierCall'],
    later: ['Vectors', 'UsageRewards', 'UsageVerifier', 'RollupInvariants'],
  },
  {
    folder: 'contracts/uptime',
    deployed: 'contracts/uptime/UptimeCourt.sol',
    first: [
      'CourtProve',
      'CourtReveal',
      'CourtRoots',
      'CourtSlash',
      'CourtGovernance',
      'UptimePenalty',
      'UptimeProofCall',
    ],
    later: ['CommitteeDraw', 'EpochBooks', 'WatchVectors', 'StakeInvariants'],
  },
  {
    folder: 'contracts/usage',
    deployed: 'contracts/usage/UsageVerifier.sol',
    first: ['UsageVerifier'],
    later: ['UsageRewards'],
  },
];
