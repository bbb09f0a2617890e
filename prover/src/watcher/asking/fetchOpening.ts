import { type Address, isAddressEqual, type LocalAccount } from 'viem';
import { assertViemAccount } from '../../core/assertViemAccount.js';
import { TallystickError } from '../../core/errors/TallystickError.js';
import { fieldToHex } from '../../core/field.js';
import { requestGuarded } from '../../guarded/requestGuarded.js';
import type { WatchOpening } from '../../statements/uptime/opening.js';
import { parseWatchOpening, verifyOpening } from '../../statements/uptime/opening.js';
import { loadPoseidon } from '../../statements/uptime/poseidon.js';
import { watcherError } from '../watcherErrors.js';
import { openingRequestTypedData } from './openingRequestTypedData.js';

const MAX_BYTES = 16_384;

export type FetchOpeningParameters = {
  /** The watcher's HTTP service, as it registered it. */
  endpoint: string;
  watcher: Address;
  epoch: number;
  /** The provider that asks. */
  provider: Address;
  /** The provider's own key, or its responder key. */
  account: LocalAccount;
  chainId: number;
  /** The StakeRegistry. */
  registry: Address;
  /** The root that the watcher posted for the epoch, read from the chain. */
  root: bigint;
  /** 10 seconds by default. */
  timeoutMs?: number;
  /** Whether the watcher may have a private address, as in development; false by default. */
  allowPrivate?: boolean;
  signal?: AbortSignal;
  /** Milliseconds of the epoch. */
  nowMs?: () => number;
};

/**
 * Gets a provider's opening from one member of its committee, and makes sure that it is this provider's leaf of this epoch
 * under the root that the watcher posted. With three or more of them uptime can be proved.
 *
 * @throws watcher/unreachable, watcher/endpoint-refused, watcher/wrong-opening, or what the watcher answered: watcher/too-early,
 * watcher/unauthorized, watcher/unknown-opening …
 *
 * @example
 * import { fetchOpening } from '@tallystick/prover/watcher';
 * import { privateKeyToAccount } from 'viem/accounts';
 *
 * const account = privateKeyToAccount(responderKey);
 * const of = { watcher, provider, epoch, root: watchRoot, chainId, registry };
 * const opening = await fetchOpening({ endpoint: 'https://watcher.example', account, ...of });
 */
export async function fetchOpening(parameters: FetchOpeningParameters): Promise<WatchOpening> {
  const { endpoint, watcher, epoch, provider, account, root, nowMs = Date.now } = parameters;
  const { chainId, registry, timeoutMs = 10_000, allowPrivate = false, signal } = parameters;
  assertViemAccount(account, 'account');
  await loadPoseidon();
  const issuedAt = Math.floor(nowMs() / 1000);
  const request = { watcher, provider, epoch, issuedAt };
  const signature = await account.signTypedData(openingRequestTypedData(request, { chainId, registry }));
  const token = Buffer.from(JSON.stringify({ provider, issuedAt, signature })).toString('base64url');
  const answer = await requestGuarded({
    url: endpoint,
    path: `/v1/openings/${epoch}`,
    method: 'GET',
    headers: { accept: 'application/json', authorization: `Tallystick ${token}` },
    timeoutMs,
    maxBytes: MAX_BYTES,
    allowPrivate,
    ...(signal === undefined ? {} : { signal }),
  });
  const facts = { endpoint, watcher, epoch };
  if (!answer.ok) {
    const code = answer.reason === 'refused' ? 'watcher/endpoint-refused' : 'watcher/unreachable';
    throw watcherError(code, { facts: { ...facts, reason: answer.reason } });
  }
  const json = parseJson(answer.text);
  if (answer.status !== 200) throw toToldError(json, { ...facts, status: answer.status });
  return checked(json, { watcher, provider, epoch, root });
}

/** @throws watcher/wrong-opening */
function checked(json: unknown, expected: Pick<WatchOpening, 'watcher' | 'provider' | 'epoch' | 'root'>): WatchOpening {
  const { watcher, provider, epoch, root } = expected;
  const wrong = (facts: Record<string, unknown>, cause?: unknown): TallystickError =>
    watcherError('watcher/wrong-opening', { facts: { watcher, epoch, ...facts }, cause });
  let opening: WatchOpening;
  try {
    opening = parseWatchOpening(json);
  } catch (error) {
    throw error instanceof TallystickError ? wrong(error.facts, error) : error;
  }
  if (!isAddressEqual(opening.watcher, watcher)) throw wrong({ field: 'watcher', given: opening.watcher });
  if (!isAddressEqual(opening.provider, provider)) throw wrong({ field: 'provider', given: opening.provider });
  if (opening.epoch !== epoch) throw wrong({ field: 'epoch', given: opening.epoch, expected: epoch });
  if (opening.root !== root) {
    throw wrong({ field: 'root', given: fieldToHex(opening.root), expected: fieldToHex(root) });
  }
  if (!verifyOpening(opening)) throw wrong({ field: 'siblings', expected: 'a path to the posted root' });
  return opening;
}

const TOLD = [
  'watcher/malformed',
  'watcher/unauthorized',
  'watcher/too-early',
  'watcher/unknown-opening',
  'watcher/unknown-route',
  'watcher/too-many-requests',
  'watcher/not-ready',
] as const;

/** The error that a watcher answered with, if it is one that it may answer with. */
function toToldError(json: unknown, facts: Record<string, unknown>): TallystickError {
  const { code, message } = (json ?? {}) as { code?: unknown; message?: unknown };
  const known = TOLD.find((candidate) => candidate === code);
  if (known === undefined) return watcherError('watcher/unreachable', { facts });
  return watcherError(known, {
    facts,
    ...(typeof message === 'string' ? { message: message.slice(0, 300) } : {}),
  });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
