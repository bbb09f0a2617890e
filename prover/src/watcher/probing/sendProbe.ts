import { randomBytes } from 'node:crypto';
import { bytesToHex } from 'viem';
import type { ProbeChallenge, ProbeDomain } from '../../core/probe.js';
import { PROBE_BODY_LIMIT_BYTES, PROBE_PATH, verifyProbeAnswer } from '../../core/probe.js';
import { requestGuarded } from '../../guarded/requestGuarded.js';
import type { WatchedProvider } from '../WatchChain.js';

export type SendProbeParameters = {
  target: WatchedProvider;
  domain: ProbeDomain;
  challenge: Omit<ProbeChallenge, 'version' | 'nonce' | 'provider'>;
  timeoutMs: number;
  allowPrivate: boolean;
  signal: AbortSignal;
};

/**
 * What came of a probe. `wrong`: something answered, but not as the provider must. `silent`: nothing answered, which may be
 * this machine's fault. `aborted`: the watcher is stopping.
 */
export type ProbeResult =
  | { result: 'up' }
  | { result: 'wrong'; reason: string }
  | { result: 'silent'; reason: string }
  | { result: 'aborted' };

/** Sends one challenge with a fresh nonce and checks the answer. Never throws. */
export async function sendProbe(parameters: SendProbeParameters): Promise<ProbeResult> {
  const { target, domain, timeoutMs, allowPrivate, signal } = parameters;
  const nonce = bytesToHex(randomBytes(32));
  const challenge: ProbeChallenge = { version: 1, ...parameters.challenge, provider: target.provider, nonce };
  const answer = await requestGuarded({
    url: target.endpoint,
    path: PROBE_PATH,
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/json', 'user-agent': 'tallystick-watcher' },
    body: JSON.stringify(challenge),
    timeoutMs,
    maxBytes: PROBE_BODY_LIMIT_BYTES,
    allowPrivate,
    signal,
  });
  if (!answer.ok) {
    const { reason } = answer;
    if (reason === 'aborted') return { result: 'aborted' };
    return { result: reason === 'timeout' || reason === 'unreachable' ? 'silent' : 'wrong', reason };
  }
  if (answer.status !== 200) return { result: 'wrong', reason: `status ${answer.status}` };
  let json: unknown;
  try {
    json = JSON.parse(answer.text);
  } catch {
    return { result: 'wrong', reason: 'malformed' };
  }
  const good = await verifyProbeAnswer({ challenge, domain, responder: target.responder, answer: json });
  return good ? { result: 'up' } : { result: 'wrong', reason: 'signature' };
}
