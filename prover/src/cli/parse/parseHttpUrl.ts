import { InvalidArgumentError } from 'commander';

/**
 * Option parser for the address of an HTTP service.
 *
 * @returns the URL without a slash at its end
 * @throws InvalidArgumentError naming what was expected
 */
export function parseHttpUrl(value: string): string {
  const url = URL.canParse(value) ? new URL(value) : undefined;
  if (url === undefined || !['http:', 'https:'].includes(url.protocol)) {
    throw new InvalidArgumentError('Expected the URL of an HTTP service, such as http://127.0.0.1:8545.');
  }
  return value.replace(/\/+$/, '');
}
