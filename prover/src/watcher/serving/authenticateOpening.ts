import { type Address, type Hex, isAddressEqual, recoverTypedDataAddress } from 'viem';
import { JsonReader } from '../../core/JsonReader.js';
import type { ProbeDomain } from '../../core/probe.js';
import { openingRequestTypedData } from '../asking/openingRequestTypedData.js';
import { watcherError } from '../watcherErrors.js';

/** How far the time of a request may be from the watcher's. */
const VALIDITY_SECONDS = 300;
const SCHEME = /^Tallystick ([A-Za-z0-9_-]{1,1024})$/;
const SIGNATURE = /^0x[0-9a-f]{130}$/i;
const MAX_TIME = 2 ** 40;

export type AuthenticateOpeningParameters = {
  /** The header `authorization`. */
  header: string | undefined;
  epoch: number;
  watcher: Address;
  domain: ProbeDomain;
  nowSeconds: number;
  /** The responder that a provider registered; undefined for one that the watcher doesn't know in this epoch. */
  responderOf: (provider: Address) => Address | undefined;
};

/**
 * Whose opening a request may have: `Tallystick` and, in base64url, the JSON object `{provider, issuedAt, signature}`, signed by
 * the provider or by its responder for this watcher and epoch not longer than five minutes ago.
 *
 * @throws watcher/malformed, watcher/unauthorized
 */
export async function authenticateOpening(parameters: AuthenticateOpeningParameters): Promise<Address> {
  const { header, epoch, watcher, domain, nowSeconds, responderOf } = parameters;
  const encoded = SCHEME.exec(header ?? '')?.[1];
  if (encoded === undefined) {
    throw watcherError('watcher/unauthorized', {
      facts: { field: 'authorization', expected: '"Tallystick" and base64url of {provider, issuedAt, signature}' },
    });
  }
  let json: Record<string, unknown>;
  try {
    json = JSON.parse(Buffer.from(encoded, 'base64url').toString('utf8'));
  } catch {
    throw watcherError('watcher/malformed', { facts: { field: 'authorization', expected: 'a JSON object' } });
  }
  const { signature, ...rest } = json ?? {};
  const reader = new JsonReader(rest, { toError: watcherError.of('watcher/malformed') });
  const provider = reader.address('provider');
  const issuedAt = reader.integer('issuedAt', { max: MAX_TIME });
  reader.end();
  if (typeof signature !== 'string' || !SIGNATURE.test(signature)) {
    throw watcherError('watcher/malformed', {
      facts: { field: 'signature', expected: '0x and 130 hex digits' },
    });
  }
  if (Math.abs(nowSeconds - issuedAt) > VALIDITY_SECONDS) {
    const expected = `within ${VALIDITY_SECONDS} seconds of ${nowSeconds}`;
    throw watcherError('watcher/unauthorized', { facts: { field: 'issuedAt', given: issuedAt, expected } });
  }
  const request = { watcher, provider, epoch, issuedAt };
  const signer = await recoverTypedDataAddress({
    ...openingRequestTypedData(request, domain),
    signature: signature as Hex,
  }).catch(() => undefined);
  const allowed = [provider, responderOf(provider)];
  if (signer !== undefined && allowed.some((key) => key !== undefined && isAddressEqual(key, signer))) return provider;
  throw watcherError('watcher/unauthorized', {
    facts: {
      field: 'signature',
      expected: `of ${provider} or its responder, for watcher ${watcher} and epoch ${epoch}`,
    },
  });
}
