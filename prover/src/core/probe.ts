import { type Address, type Hex, isAddressEqual, isHex, recoverTypedDataAddress, size } from 'viem';
import { JsonReader } from './JsonReader.js';
import { probeError } from './probeErrors.js';

/** A provider's answer to a probe: the signature of its registered responder key over the challenge (EIP-712). */
export type ProbeAnswer = { version: 1; signature: Hex };

/** What a watcher asks a provider's server to sign, as proof that it is up right now. */
export type ProbeChallenge = {
  version: 1;
  /** The watcher that asks. */
  watcher: Address;
  /** The provider that is asked. */
  provider: Address;
  /** The epoch that the answer counts for. */
  epoch: number;
  /** The slot within it, from 0 to 95. */
  slot: number;
  /** 32 random bytes, so that no answer can be made before it is asked for. */
  nonce: Hex;
  /** When the watcher asked, in unix seconds. */
  issuedAt: number;
};

/** The deployment that probes and requests for openings belong to: their signatures are worth nothing elsewhere. */
export type ProbeDomain = {
  chainId: number;
  /** The StakeRegistry that names the provider's responder. */
  registry: Address;
};

/** The largest challenge that is read, and the largest answer: both are a few hundred bytes. */
export const PROBE_BODY_LIMIT_BYTES = 2048;

/**
 * Where a provider answers probes, below the endpoint that it registered.
 *
 * @see https://www.rfc-editor.org/rfc/rfc8615
 */
export const PROBE_PATH = '/.well-known/tallystick/probe';

const TYPES = {
  Probe: [
    { name: 'watcher', type: 'address' },
    { name: 'provider', type: 'address' },
    { name: 'epoch', type: 'uint64' },
    { name: 'slot', type: 'uint8' },
    { name: 'nonce', type: 'bytes32' },
    { name: 'issuedAt', type: 'uint64' },
  ],
} as const;

/**
 * The typed data that answers a probe. Its domain and type keep the signature apart from everything else that the key, or
 * any wallet, may sign: whoever makes a provider sign challenges learns nothing but that it is up.
 *
 * @see https://eips.ethereum.org/EIPS/eip-712
 */
export function probeTypedData({ watcher, provider, epoch, slot, nonce, issuedAt }: ProbeChallenge, at: ProbeDomain) {
  return {
    domain: { name: 'Tallystick Probe', version: '1', chainId: at.chainId, verifyingContract: at.registry },
    types: TYPES,
    primaryType: 'Probe',
    message: { watcher, provider, epoch: BigInt(epoch), slot, nonce, issuedAt: BigInt(issuedAt) },
  } as const;
}

const MAX_EPOCH = 2 ** 32 - 1;
const LAST_SLOT = 95;
const MAX_TIME = 2 ** 40;

/**
 * Reads a challenge from JSON, strictly: every field once, nothing else.
 *
 * @throws probe/malformed
 */
export function parseProbeChallenge(json: unknown): ProbeChallenge {
  const reader = new JsonReader(json, { toError: probeError.of('probe/malformed') });
  const version = reader.integer('version', { min: 1, max: 1 }) as 1;
  const challenge: ProbeChallenge = {
    version,
    watcher: reader.address('watcher'),
    provider: reader.address('provider'),
    epoch: reader.integer('epoch', { max: MAX_EPOCH }),
    slot: reader.integer('slot', { max: LAST_SLOT }),
    nonce: reader.word('nonce'),
    issuedAt: reader.integer('issuedAt', { max: MAX_TIME }),
  };
  reader.end();
  return challenge;
}

export type VerifyProbeAnswerParameters = {
  challenge: ProbeChallenge;
  domain: ProbeDomain;
  /** The key that the provider registered for answering. */
  responder: Address;
  /** The body of the answer, as it was parsed from JSON. */
  answer: unknown;
};

/**
 * Whether a body is the answer `{version: 1, signature}` of the provider's responder to this very challenge. Never throws.
 *
 * @example
 * import { PROBE_PATH, verifyProbeAnswer } from '@tallystick/prover/core';
 *
 * const response = await fetch(`https://provider.example${PROBE_PATH}`, { method: 'POST', body: JSON.stringify(challenge) });
 * const answer: unknown = await response.json();
 * const isUp = await verifyProbeAnswer({ challenge, domain: { chainId, registry }, responder, answer });
 */
export async function verifyProbeAnswer(parameters: VerifyProbeAnswerParameters): Promise<boolean> {
  const { challenge, domain, responder, answer } = parameters;
  if (typeof answer !== 'object' || answer === null) return false;
  const { version, signature } = answer as { version?: unknown; signature?: unknown };
  if (version !== 1 || !isHex(signature, { strict: true }) || size(signature) !== 65) return false;
  try {
    const signer = await recoverTypedDataAddress({ ...probeTypedData(challenge, domain), signature: signature as Hex });
    return isAddressEqual(signer, responder);
  } catch {
    return false; // a signature that recovers to no key at all
  }
}
