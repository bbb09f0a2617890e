import { createHash, timingSafeEqual } from 'node:crypto';
import { accessToken, TallystickError, type Terms } from '@tallystick/prover';
import type { OpenRecord } from '../store/createOpenStore.js';
import type { Store } from '../store/createStore.js';

/** Who asks for an account. */
export type AccountQuery = {
  serial: number;
  /** The request's header, `Bearer <token>`. */
  authorization: string | undefined;
};

/**
 * Finds an account for whoever shows its access token, and for nobody else.
 *
 * @throws sequencer/unknown-account, sequencer/unauthorized
 */
export async function authorizeAccount(
  { opens }: Pick<Store, 'opens'>,
  { serial, authorization }: AccountQuery,
): Promise<{ open: OpenRecord; terms: Terms }> {
  const open = await opens.get(serial);
  if (!open?.disclosed) {
    throw new TallystickError('sequencer/unknown-account', { facts: { field: 'serial', given: serial } });
  }
  const terms = open.disclosed;
  if (!isEqual(authorization ?? '', `Bearer ${accessToken({ viewKey: terms.viewKey, serial })}`)) {
    throw new TallystickError('sequencer/unauthorized', { facts: { field: 'authorization', serial } });
  }
  return { open, terms };
}

/** In constant time: equal lengths by hashing first. */
function isEqual(given: string, expected: string): boolean {
  const [a, b] = [given, expected].map((text) => createHash('sha256').update(text).digest());
  return a !== undefined && b !== undefined && timingSafeEqual(a, b);
}
