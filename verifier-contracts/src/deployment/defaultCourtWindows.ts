import type { CourtWindows } from './CourtsDeployment.js';

/**
 * Windows that nobody chose others for: with slots of 15 minutes 6 and 6 and 12 hours, 2 days and 3 days.
 *
 * @example
 * import { defaultCourtWindows } from '@tallystick/verifier-contracts';
 *
 * const windows = { ...defaultCourtWindows(900), proof: 4 * 86_400 };
 */
export function defaultCourtWindows(slotSeconds: number): CourtWindows {
  return {
    postSeconds: 24 * slotSeconds,
    demandSeconds: 24 * slotSeconds,
    revealSeconds: 48 * slotSeconds,
    proofSeconds: 192 * slotSeconds,
    slashSeconds: 288 * slotSeconds,
  };
}
