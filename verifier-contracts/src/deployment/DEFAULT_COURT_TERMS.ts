import type { CourtTerms } from './StakeTerms.js';

const WAD = 10n ** 18n;

/** The terms of a court that nobody chose others for. docs/uptime.md has a table of what they cost. */
export const DEFAULT_COURT_TERMS: CourtTerms = {
  schedule: { capWad: WAD / 10n, linearWad: WAD / 5n, quadraticWad: WAD / 2n },
  absentWad: WAD / 50n,
  struckWad: WAD / 20n,
  // A reveal's gas at 2.5 gwei, twice it at 1.29. Who deploys where gas costs more sets another.
  demandBondWei: 2n * 10n ** 15n,
};
