import { TallystickError } from '../../../core/errors/TallystickError.js';
import type { AllowanceSource } from '../../allowances/allowanceSource.js';

/**
 * The same source, which tells how its questions end: with what they failed, or undefined. What a source refuses to ask is no failure.
 */
export function observeAllowances(source: AllowanceSource, asked: (failure?: unknown) => void): AllowanceSource {
  if (source.onAsked !== undefined) {
    source.onAsked(asked);
    return source;
  }
  return {
    async get(query) {
      try {
        const allowance = await source.get(query);
        asked();
        return allowance;
      } catch (error) {
        if (!(error instanceof TallystickError && error.code === 'gateway/busy')) asked(error);
        throw error;
      }
    },
  };
}
