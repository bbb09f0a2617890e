import { BaseError } from 'viem';

/** As viem throws what a node answers. */
export function nodeError(details: string): Error {
  return new BaseError('Missing or invalid parameters.', { details });
}
