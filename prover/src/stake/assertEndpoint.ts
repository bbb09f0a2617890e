import { TallystickError } from '../errors/TallystickError.js';

const MAX_BYTES = 200;

/**
 * Makes sure that an endpoint can be registered: the URL of an HTTP service, at most 200 bytes, without user name and password,
 * since everybody will read it.
 *
 * @throws stake/malformed
 */
export function assertEndpoint(value: unknown): asserts value is string {
  const url = typeof value === 'string' && URL.canParse(value) ? new URL(value) : undefined;
  const fits = typeof value === 'string' && new TextEncoder().encode(value).length <= MAX_BYTES;
  const isHttp = url !== undefined && ['http:', 'https:'].includes(url.protocol);
  if (fits && isHttp && url.username === '' && url.password === '') return;
  throw new TallystickError('stake/malformed', {
    message: 'endpoint is no address of an HTTP service that everybody may read',
    facts: {
      field: 'endpoint',
      expected: `a URL with http:// or https://, at most ${MAX_BYTES} bytes, without user name and password`,
    },
  });
}
