import { requestGuarded } from '../guarded/requestGuarded.js';
import { tooLarge } from '../sequencerClient/readText.js';
import { openingError } from './openingErrors.js';

/** The largest answer that is read; what a sequencer says of an account has some hundred bytes. */
const MAX_BYTES = 1_000_000;
/** What bounds a request whose caller doesn't. */
const TIMEOUT_MS = 30_000;

/**
 * A `fetch` for the client of a sequencer that somebody else named: what it connects to is checked each time, so that a name which stood
 * for a public address a moment ago leads into no private network now. No redirect is followed.
 *
 * @throws from the function: opening/no-sequencer, sequencer-client/unexpected-answer, the signal's reason, and an Error where nobody answers
 */
export function fetchNamed({ allowPrivate }: { allowPrivate: boolean }): typeof fetch {
  return async (input, init) => {
    const request = new Request(input, init);
    const { origin, pathname, search } = new URL(request.url);
    const answer = await requestGuarded({
      url: origin,
      path: `${pathname}${search}`,
      method: request.method === 'POST' ? 'POST' : 'GET',
      headers: Object.fromEntries(request.headers),
      ...(request.method === 'POST' ? { body: await request.text() } : {}),
      timeoutMs: TIMEOUT_MS,
      maxBytes: MAX_BYTES,
      allowPrivate,
      signal: request.signal,
    });
    if (answer.ok) return new Response(answer.text === '' ? null : answer.text, { status: answer.status });
    if (answer.reason === 'refused') {
      const facts = { field: 'sequencer', given: origin, expected: 'an address of the public network' };
      throw openingError('opening/no-sequencer', { facts });
    }
    if (answer.reason === 'too-large') throw tooLarge(MAX_BYTES);
    if (answer.reason === 'aborted') throw request.signal.reason;
    throw new Error(answer.reason === 'timeout' ? `no answer for ${TIMEOUT_MS} ms` : 'nobody answers there');
  };
}
