import { type Address, getAddress, isAddress, isAddressEqual, type LocalAccount } from 'viem';
import { assertViemAccount } from '../../core/assertViemAccount.js';
import { TallystickError } from '../../core/errors/TallystickError.js';
import { type ProbeAnswer, type ProbeDomain, parseProbeChallenge, probeTypedData } from '../../core/probe.js';
import { probeError } from '../../core/probeErrors.js';

/** A provider's side of the probe protocol, whatever its server is built with. */
export type ProbeResponder = {
  /**
   * Answers one challenge, given as parsed JSON (`undefined` when the body was none). Never throws: a refusal is an answer
   * too, with the error as its body.
   */
  answer(json: unknown): Promise<{ status: number; body: object }>;
};

/** More than what makes a watcher doubt its own clock, so that nobody is held down for a watcher's. */
const DEFAULT_MAX_SKEW_SECONDS = 300;

export type ProbeResponderOptions = ProbeDomain & {
  /** The hot key that the provider registered for answering probes, see `deriveResponderKey`. */
  account: LocalAccount;
  /** The provider as registered. */
  provider: Address;
  /** How far a challenge's time may be from this machine's, in seconds; 300 by default. */
  maxSkewSeconds?: number;
  /** Milliseconds of the epoch. */
  nowMs?: () => number;
};

/**
 * Answers watchers' probes for one provider. It signs fresh challenges to this provider and nothing else, as typed data of
 * a type of its own, so it is no oracle for signatures that would mean anything elsewhere.
 *
 * @throws probe/bad-configuration, key/not-of-viem
 *
 * @example
 * import { createProbeResponder, deriveResponderKey } from '@tallystick/prover';
 * import { privateKeyToAccount } from 'viem/accounts';
 *
 * const account = privateKeyToAccount(deriveResponderKey({ root, index: 0, domain }));
 * const responder = createProbeResponder({ account, provider, chainId, registry });
 */
export function createProbeResponder(options: ProbeResponderOptions): ProbeResponder {
  const { account, provider, chainId, registry, maxSkewSeconds = DEFAULT_MAX_SKEW_SECONDS, nowMs = Date.now } = options;
  assertViemAccount(account, 'account');
  for (const [field, given] of Object.entries({ provider, registry })) {
    if (!isAddress(given, { strict: false })) throw badConfiguration(field, given, 'an address of 20 bytes in hex');
  }
  if (!Number.isSafeInteger(chainId) || chainId < 1) throw badConfiguration('chainId', chainId, 'a positive integer');
  if (!Number.isFinite(maxSkewSeconds) || maxSkewSeconds < 1) {
    throw badConfiguration('maxSkewSeconds', maxSkewSeconds, 'seconds, at least 1');
  }
  const domain = { chainId, registry: getAddress(registry) };

  async function sign(json: unknown): Promise<ProbeAnswer> {
    const challenge = parseProbeChallenge(json);
    if (!isAddressEqual(challenge.provider, provider)) {
      throw probeError('probe/wrong-provider', {
        facts: { field: 'provider', given: challenge.provider, expected: getAddress(provider) },
      });
    }
    const nowSeconds = Math.floor(nowMs() / 1000);
    if (Math.abs(nowSeconds - challenge.issuedAt) > maxSkewSeconds) {
      throw probeError('probe/stale', {
        facts: {
          field: 'issuedAt',
          given: challenge.issuedAt,
          expected: `within ${maxSkewSeconds} seconds of ${nowSeconds}`,
        },
      });
    }
    return { version: 1, signature: await account.signTypedData(probeTypedData(challenge, domain)) };
  }

  return {
    async answer(json) {
      try {
        return { status: 200, body: await sign(json) };
      } catch (error) {
        // What a signer of one's own throws may hold anything, so a stranger is told only that it failed.
        const told = error instanceof TallystickError ? error : probeError('probe/signing-failed');
        return { status: told.status, body: told.toJSON() };
      }
    },
  };
}

function badConfiguration(field: string, given: unknown, expected: string): TallystickError {
  return probeError('probe/bad-configuration', { facts: { field, given, expected } });
}
