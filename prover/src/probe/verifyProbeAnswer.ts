import { type Address, type Hex, isAddressEqual, isHex, recoverTypedDataAddress, size } from 'viem';
import type { ProbeChallenge } from './ProbeChallenge.js';
import type { ProbeDomain } from './ProbeDomain.js';
import { probeTypedData } from './probeTypedData.js';

export type VerifyProbeAnswerParameters = {
  challenge: ProbeChallenge;
  domain: ProbeDomain;
  /** The key that the provider registered for answering. */
  responder: Address;
  /** The body of the answer, as it was parsed from JSON. */
  answer: unknown;
};

/** Whether a body is the answer `{version: 1, signature}` of the provider's responder to this very challenge. Never throws. */
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
