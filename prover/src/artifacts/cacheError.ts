import { TallystickError } from '../errors/TallystickError.js';

/** What a failed file operation in the cache becomes; other errors stay what they are. */
export function cacheError(cause: unknown, path: string): unknown {
  if (!(cause instanceof Error) || !('syscall' in cause)) return cause;
  return new TallystickError('artifacts/cache-unusable', { facts: { path }, cause });
}
